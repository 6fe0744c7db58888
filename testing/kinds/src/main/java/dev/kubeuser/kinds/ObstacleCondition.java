package dev.kubeuser.kinds;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Skips all tests, and says why, if the kind of cluster under test is not available. If the environment variable
 * KUBEUSER_REQUIRE names docker, they fail instead.
 */
public final class ObstacleCondition implements ExecutionCondition {

    static final String NOT_RUN = "not run: ";

    /** Called by JUnit. */
    public ObstacleCondition() {}

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        String obstacle = System.getProperty(KindUnderTest.OBSTACLE, "");
        if (obstacle.isEmpty()) {
            return ConditionEvaluationResult.enabled("the cluster can be had");
        }
        if (Engine.isRequired()) {
            throw new AssertionError("KUBEUSER_REQUIRE asks for docker, but " + obstacle);
        }
        return ConditionEvaluationResult.disabled(NOT_RUN + obstacle);
    }
}
