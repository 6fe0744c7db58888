// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.assertion;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.get;
import static dev.kubeuser.query.AccessQuery.list;
import static dev.kubeuser.testkit.Failures.assertFails;
import static dev.kubeuser.testkit.Failures.assertMistaken;

import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import org.junit.jupiter.api.Test;

/** Failures are collected; questions that mean nothing are not. */
@KubeUser("sofia")
class KubeSoftAssertionsTest {

    @Test
    void all_failures_are_reported_together(KubeAccess sofia) {
        KubeSoftAssertions softly = new KubeSoftAssertions();

        softly.assertThat(sofia)
                .as("first")
                .can(list("nodes"))
                .grantedBy("ClusterRoleBinding nodes")
                .cannot(get("/api"))
                .can(get("/healthz"));
        softly.assertThat(sofia.get("/healthz")).isOk().hasBody("fine");
        softly.assertThat("of AssertJ").isEqualTo("of AssertJ as well");

        assertThat(softly.errorsCollected())
                .extracting(Throwable::getMessage)
                .satisfiesExactly(
                        denied -> assertThat(denied).startsWith("[first]").contains("to be allowed to list nodes"),
                        notGranted -> assertThat(notGranted)
                                .contains("list nodes by ClusterRoleBinding nodes", "but it is not allowed at all"),
                        allowed -> assertThat(allowed).contains("not to be allowed to get /api"),
                        answered -> assertThat(answered).contains("with the body \"fine\""),
                        other -> assertThat(other).contains("of AssertJ as well"));
    }

    @Test
    void should_fail_at_the_end(KubeAccess sofia) {
        assertFails(() -> KubeSoftAssertions.assertSoftly(softly -> {
                    softly.assertThat(sofia).can(list("nodes"));
                    softly.assertThat(sofia).isAuthenticatedAs("sophia");
                }))
                .hasMessageContainingAll("(2 failures)", "to be allowed to list nodes", "as \"sophia\"");
    }

    @Test
    void a_typing_mistake_is_thrown_at_once(KubeAccess sofia) {
        assertMistaken(
                () -> KubeSoftAssertions.assertSoftly(
                        softly -> softly.assertThat(sofia).cannot(list("node"))),
                "The API server has no resource \"node\". Did you mean \"nodes\"?");
    }
}
