package dev.kubeuser.kinds;

import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Skips tests of minors of Kubernetes whose programs are not on the class path, and says what brings them there. */
final class NeedsVersionsCondition implements ExecutionCondition {

    private static final String PROGRAM = "control-plane-";

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return AnnotationSupport.findAnnotation(context.getElement(), NeedsVersions.class).stream()
                .flatMap(annotation -> Stream.of(annotation.value()))
                .filter(minor -> !PackedControlPlane.isOnClassPath(minor))
                .findFirst()
                .map(NeedsVersionsCondition::missing)
                .orElseGet(() -> ConditionEvaluationResult.enabled("all programs are on the class path"));
    }

    private static ConditionEvaluationResult missing(String minor) {
        String sentence =
                "the program of Kubernetes " + minor + " is not on the class path; -Pall-versions puts it there";
        if (Required.isRequired(PROGRAM + minor)) {
            throw new AssertionError("KUBEUSER_REQUIRE asks for " + PROGRAM + minor + ", but " + sentence);
        }
        return ConditionEvaluationResult.disabled(ObstacleCondition.NOT_RUN + sentence);
    }
}
