package dev.kubeuser.kinds;

import java.util.List;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Skips tests that cannot pass on the kind of cluster under test, and says why. */
final class RunsOnCondition implements ExecutionCondition {

    static final String NOT_APPLICABLE = "not applicable: ";

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        Kind kind = KindUnderTest.kind();
        return AnnotationSupport.findAnnotation(context.getElement(), RunsOn.class)
                .filter(annotation -> !List.of(annotation.value()).contains(kind))
                .map(annotation -> ConditionEvaluationResult.disabled(NOT_APPLICABLE + annotation.because()))
                .orElseGet(() -> ConditionEvaluationResult.enabled("runs on " + kind));
    }
}
