// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.kinds;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.junit.platform.engine.TestExecutionResult.Status.ABORTED;
import static org.junit.platform.engine.TestExecutionResult.Status.FAILED;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/** Counts what ran on the kind under test, and what was skipped and why, for the end of the build. */
public final class KindCounts implements TestExecutionListener {

    /** Has a line for each run. The build removes it before the first. */
    static final Path LINES = Path.of("target", "kinds", "runs.txt");

    private final AtomicInteger run = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final Map<String, Integer> left = new ConcurrentHashMap<>();
    private volatile @Nullable TestPlan plan;

    /** Called by JUnit. */
    public KindCounts() {}

    @Override
    public void testPlanExecutionStarted(TestPlan started) {
        plan = started;
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (result.getStatus() == FAILED) {
            failed.incrementAndGet();
        }
        if (result.getStatus() == ABORTED) {
            leave(test, result.getThrowable().map(Throwable::getMessage).orElse("aborted"));
        } else if (test.isTest()) {
            run.incrementAndGet();
        }
    }

    @Override
    public void executionSkipped(TestIdentifier skipped, String reason) {
        leave(skipped, reason);
    }

    /** Counts skipped test methods, because the number of their invocations is not known before they run. */
    private void leave(TestIdentifier skipped, String reason) {
        Stream<TestIdentifier> inside = Objects.requireNonNull(plan).getDescendants(skipped).stream();
        int methods = (int) Stream.concat(Stream.of(skipped), inside)
                .filter(each ->
                        each.getSource().filter(MethodSource.class::isInstance).isPresent())
                .count();
        left.merge(reason, methods, Integer::sum);
    }

    @Override
    public void testPlanExecutionFinished(TestPlan finished) {
        KindUnderTest.ofBuild().ifPresent(kind -> {
            write(KindUnderTest.nameOf(kind) + ": " + line(run.get(), failed.get(), left) + "\n");
        });
    }

    private static void write(String line) {
        try {
            Files.createDirectories(LINES.getParent());
            Files.writeString(LINES, line, CREATE, APPEND);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static String line(int run, int failed, Map<String, Integer> left) {
        String line = run + " tests run, " + failed + " failed";
        String reasons = left.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .collect(Collectors.joining("; "));
        return reasons.isEmpty() ? line : line + "; test methods left out: " + reasons;
    }
}
