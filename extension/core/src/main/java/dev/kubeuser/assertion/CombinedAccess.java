package dev.kubeuser.assertion;

import dev.kubeuser.base.internal.Deadline;
import dev.kubeuser.review.internal.AccessReviewer;
import dev.kubeuser.review.internal.ReviewAnswer;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Access that takes several permissions, each of which the API server was asked for. */
sealed interface CombinedAccess permits SignerAccess, ImpersonationAccess {

    /**
     * Asks until the answer is as expected or the timeout has passed, and reports the last answers.
     *
     * @param answers asks once
     */
    static <A extends CombinedAccess> A poll(
            AccessReviewer reviewer, Supplier<A> answers, boolean expected, Duration timeout) {
        A access = Deadline.in(timeout).poll(answers, given -> given.isAllowed() == expected);
        access.deciding().forEach(answer -> reviewer.report(answer.query(), expected, answer.isAllowed()));
        return access;
    }

    /** In words, after "to". */
    String what();

    boolean isAllowed();

    /** The answers that decide: those that allow it, or all that deny it. */
    Stream<ReviewAnswer> deciding();

    /** The answers that a message names: those that allow it, or those that deny it. */
    List<ReviewAnswer> because();
}
