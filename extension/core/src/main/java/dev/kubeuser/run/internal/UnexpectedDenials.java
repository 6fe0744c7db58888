// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.run.internal;

import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.run.internal.RunListener.UnexpectedDenial;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Says which requests were refused during a test. It has no stack trace, since other threads may have sent them. */
public final class UnexpectedDenials extends AssertionError {

    private static final long serialVersionUID = 1L;

    private UnexpectedDenials(String message) {
        super(message);
    }

    /** Creates one that says everything about some denials of a test. */
    private static UnexpectedDenials of(List<? extends UnexpectedDenial> denials) {
        boolean isOfReviews = denials.stream().allMatch(UnexpectedDenial::isOfReview);
        String first = denials.size() == 1 ? "A request was" : "Requests were";
        return new UnexpectedDenials(Printable.lines(denials.stream()
                .flatMap(denial -> denial.lines().stream())
                .map(line -> System.lineSeparator() + "  " + line)
                .collect(Collectors.joining("", isOfReviews ? "A permission is missing:" : first + " refused:", ""))));
    }

    /** Fails for what was refused. That a review answered no to a question fails only the assertion that asked. */
    static void requireNone(List<? extends UnexpectedDenial> denials) {
        List<? extends UnexpectedDenial> refused =
                denials.stream().filter(UnexpectedDenial::isRefusal).toList();
        if (!refused.isEmpty()) {
            throw of(refused);
        }
    }

    /** Adds what was refused in a test to its failure, once. */
    public static void addTo(Throwable failure, Supplier<List<? extends UnexpectedDenial>> denials) {
        boolean isTold = failure instanceof UnexpectedDenials
                || Arrays.stream(failure.getSuppressed()).anyMatch(UnexpectedDenials.class::isInstance);
        List<? extends UnexpectedDenial> found = isTold ? List.of() : denials.get();
        if (!found.isEmpty()) {
            failure.addSuppressed(of(found));
        }
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
