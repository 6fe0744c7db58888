// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.trial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.kinds.OnEachJUnit;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.testkit.SessionStores;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@RunsOnce
@OnEachJUnit
@SessionStores.Needed
class TrialSessionTest {

    @Execution(ExecutionMode.SAME_THREAD)
    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    static class EndsInAnotherOrder {
        @Test
        @Order(1)
        void lists_secrets() {
            Assertions.fail("denied");
        }

        @Test
        @Order(2)
        void lists_nothing() {}

        @Test
        @Order(3)
        void lists_pods() {
            Assertions.fail("denied too");
        }
    }

    /** Two trials of the same tests say the same. */
    @Test
    void failures_are_sorted_whichever_test_ends_first() {
        try (TrialSession session = new TrialSession(Map.of())) {
            assertThat(session.run(EndsInAnotherOrder.class, (admin, manifests, namespace, own) -> manifests))
                    .containsExactly("lists_pods(): denied too", "lists_secrets(): denied");
        }
    }
}
