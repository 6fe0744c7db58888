// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.operator;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Skips all tests of this module where there is no {@code helm}; where the environment variable
 * {@code KUBEUSER_REQUIRE} names it they run, and fail. JUnit finds it as a service; a project of an operator does
 * without.
 */
public final class NeedsHelm implements ExecutionCondition {

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        Map<String, String> environment = System.getenv();
        if (environment.getOrDefault("KUBEUSER_REQUIRE", "").contains("helm") || isThere()) {
            return ConditionEvaluationResult.enabled("helm is there");
        }
        return ConditionEvaluationResult.disabled("skipped, for helm is not on the PATH");
    }

    private static boolean isThere() {
        try {
            return new ProcessBuilder("helm", "version")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException missing) {
            return false;
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
