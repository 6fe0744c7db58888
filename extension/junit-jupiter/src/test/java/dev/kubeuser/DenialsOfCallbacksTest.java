// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.kinds.InTurn;
import dev.kubeuser.testkit.EngineRun;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Another extension may send requests too, as those do that start an operator: its failure says what was refused. */
@InTurn
class DenialsOfCallbacksTest {

    @TempDir
    private Path directory;

    private record Starting(KubeAccess operator) implements BeforeEachCallback {
        @Override
        public void beforeEach(ExtensionContext context) {
            read(operator);
        }
    }

    private record Stopping(KubeAccess operator) implements AfterEachCallback {
        @Override
        public void afterEach(ExtensionContext context) {
            read(operator);
        }
    }

    private static void read(KubeAccess operator) {
        assertThat(operator.get("/api/v1/namespaces/denials-test/secrets").code())
                .isEqualTo(200);
    }

    @KubeManifests(value = "classpath:denials/operator.yaml", createNamespaces = true)
    @KubeServiceAccount("denials-test/operator")
    static class Before {
        @RegisterExtension
        final Starting other;

        Before(KubeAccess operator) {
            other = new Starting(operator);
        }

        @Test
        void does_not_begin() {}
    }

    @KubeManifests(value = "classpath:denials/operator.yaml", createNamespaces = true)
    @KubeServiceAccount("denials-test/operator")
    static class After {
        @RegisterExtension
        final Stopping other;

        After(KubeAccess operator) {
            other = new Stopping(operator);
        }

        @Test
        void passes() {}
    }

    private String suppressed(Class<?> testClass) {
        EngineRun run = EngineRun.reporting(directory, testClass);
        assertThat(run.failure().getSuppressed()).hasSize(1);
        return String.valueOf(run.failure().getSuppressed()[0].getMessage());
    }

    @Test
    void before_a_test() {
        assertThat(suppressed(Before.class))
                .contains("ServiceAccount denials-test/operator may not list secrets in denials-test")
                .contains("verbs: [\"list\"]");
    }

    @Test
    void after_a_test() {
        assertThat(suppressed(After.class))
                .contains("ServiceAccount denials-test/operator may not list secrets in denials-test");
    }
}
