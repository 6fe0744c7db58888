// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.auth;

import static dev.kubeuser.kinds.Kind.EMBEDDED;
import static dev.kubeuser.kinds.Kind.K3S;
import static org.assertj.core.api.Assertions.assertThatException;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeCluster;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.ClusterAuthentication;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.testkit.EngineRun;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A test that changes how the cluster authenticates is alone on it. */
@RunsOn(
        value = {EMBEDDED, K3S},
        because = "the API server of an existing cluster reads files of its own machine")
class ParallelAuthenticationTest {

    @KubeCluster(authentication = "classpath:authentication/company.yaml", dedicated = true)
    static class Changing {

        private static final CyclicBarrier BOTH = new CyclicBarrier(2);

        /** A test that waits for another one waits in vain. */
        static void assertAlone() {
            assertThatException().isThrownBy(() -> BOTH.await(2, TimeUnit.SECONDS));
        }

        @Test
        void another_test(@KubeAdmin KubeAccess admin) {
            assertAlone();
        }

        @Nested
        class Inner {
            @Test
            void changes_it(ClusterAuthentication authentication) {
                assertAlone();
            }
        }
    }

    @Test
    void tests_beside_one_that_may_change_their_cluster_wait_for_it() {
        EngineRun.of(
                        Map.of(
                                "junit.jupiter.execution.parallel.enabled", "true",
                                "junit.jupiter.execution.parallel.mode.default", "concurrent",
                                "junit.jupiter.execution.parallel.config.strategy", "fixed",
                                "junit.jupiter.execution.parallel.config.fixed.parallelism", "2"),
                        Changing.class)
                .assertSuccessful(2);
    }
}
