// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.kinds;

import dev.kubeuser.testkit.NeedsProgram;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Skips tests, and says why: all of them if the kind of cluster under test is not available, those that {@link RunsOn}
 * other kinds, and those that {@link NeedsVersions} of Kubernetes whose programs are not on the class path. What the
 * environment variable KUBEUSER_REQUIRE names is not skipped for being missing: it fails.
 */
public final class KindCondition implements ExecutionCondition {

    /** Called by JUnit. */
    public KindCondition() {}

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return obstacle()
                .or(() -> otherKind(context))
                .or(() -> missingVersion(context))
                .map(ConditionEvaluationResult::disabled)
                .orElseGet(() -> ConditionEvaluationResult.enabled("it can run here"));
    }

    private static Optional<String> obstacle() {
        return Optional.ofNullable(System.getProperty(KindUnderTest.OBSTACLE))
                .map(obstacle -> notRun("docker", obstacle));
    }

    private static Optional<String> otherKind(ExtensionContext context) {
        return AnnotationSupport.findAnnotation(context.getElement(), RunsOn.class)
                .filter(annotation -> !kinds(annotation).contains(KindUnderTest.kind()))
                .map(annotation -> "not applicable: " + annotation.because());
    }

    static List<Kind> kinds(RunsOn annotation) {
        return Stream.of(annotation.value())
                .filter(kind -> !List.of(annotation.except()).contains(kind))
                .toList();
    }

    private static Optional<String> missingVersion(ExtensionContext context) {
        return AnnotationSupport.findAnnotation(context.getElement(), NeedsVersions.class).stream()
                .flatMap(annotation -> Stream.of(annotation.value()))
                .filter(minor -> !PackedControlPlane.isOnClassPath(minor))
                .findFirst()
                .map(minor -> notRun(
                        "control-plane-" + minor,
                        "the program of Kubernetes " + minor
                                + " is not on the class path; -Pall-versions puts it there"));
    }

    private static String notRun(String program, String sentence) {
        if (NeedsProgram.isRequired(program)) {
            throw new AssertionError("KUBEUSER_REQUIRE asks for " + program + ", but " + sentence);
        }
        return "not run: " + sentence;
    }
}
