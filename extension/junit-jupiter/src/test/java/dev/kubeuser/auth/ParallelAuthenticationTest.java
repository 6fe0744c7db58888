// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.auth;

import static org.assertj.core.api.Assertions.assertThatException;

import dev.kubeuser.KubeCluster;
import dev.kubeuser.cluster.ClusterAuthentication;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.testkit.EngineRun;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * A test that changes how the cluster authenticates is alone on it. Which tests may is known before any of them runs.
 */
@RunsOnce
class ParallelAuthenticationTest {

    @KubeCluster(authentication = "classpath:authentication/company.yaml", dedicated = true)
    static class Changing {

        private static final CyclicBarrier BOTH = new CyclicBarrier(2);

        /** A test that waits for another one waits in vain. */
        static void assertAlone() {
            assertThatException().isThrownBy(() -> BOTH.await(1, TimeUnit.SECONDS));
        }

        @Test
        void a_test() {
            assertAlone();
        }

        @Nested
        class Inner {
            @Test
            void another_one() {
                assertAlone();
            }

            @Test
            @Disabled("the cluster would have to start")
            void changes_it(ClusterAuthentication authentication) {}
        }

        /** Not a test class of its own. */
        static class Other extends Changing {}
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
