// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.assertion;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.assertion.KubeAssertions.assertThatThrownBy;
import static dev.kubeuser.query.AccessQuery.delete;
import static dev.kubeuser.query.AccessQuery.get;
import static dev.kubeuser.testkit.Failures.assertFails;
import static dev.kubeuser.testkit.Failures.assertMistaken;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeServiceAccount;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.query.AccessQuery;
import dev.kubeuser.question.Refusal;
import dev.kubeuser.question.ReviewedSubject;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.testkit.VersionUnderTest;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who may send a request as whom; where possible, held against the request itself. */
@KubeManifests("classpath:workloads/impersonation.yaml")
@KubeUser("imp-plain")
@KubeUser("imp-limited")
class CanImpersonateTest {

    private static final AccessQuery POD = get("pods").named("web").in("impersonated");
    private static final AccessQuery SECRET = get("secrets").named("web").in("impersonated");
    private static final UserInfo GUEST = UserInfo.user("imp-bob", "imp-guests");
    private static final UserInfo NODE = UserInfo.user("system:node:imp-worker", "system:nodes");

    /** Whether the API server lets a user send such requests as another one: whatever it answers then. */
    private static boolean passes(KubeAccess user, UserInfo other, AccessQuery query, String... groups) {
        try (KubeAccess acting = user.impersonating(other.name(), groups)) {
            KubeResponse answer = acting.get(
                    query.resource().isEmpty()
                            ? query.path()
                            : "/api/v1/namespaces/impersonated/" + query.resource() + "/web");
            return answer.code() != 403 || Refusal.of(answer) != Refusal.IMPERSONATION;
        }
    }

    private static void assertImpersonates(
            boolean expected, KubeAccess user, UserInfo other, AccessQuery query, String... groups) {
        assertThat(passes(user, other, query, groups))
                .as("%s as %s: %s", user, other, query)
                .isEqualTo(expected);
        if (expected) {
            assertThat(user).canImpersonate(other, query);
        } else {
            assertThat(user).cannotImpersonate(other, query);
        }
    }

    @Test
    void plain_impersonation_is_for_any_request(@KubeUser("imp-plain") KubeAccess ann) {
        UserInfo bob = UserInfo.user("imp-bob");
        for (AccessQuery query : List.of(POD, SECRET)) {
            assertImpersonates(true, ann, bob, query);
            assertImpersonates(true, ann, GUEST, query, "imp-guests");
            assertImpersonates(false, ann, UserInfo.user("imp-bob", "imp-others"), query, "imp-others");
            assertImpersonates(false, ann, UserInfo.user("imp-carol"), query);
        }
        assertThat(ann)
                .canImpersonate("User imp-bob", delete("pods").in("impersonated"))
                .cannotImpersonate("ServiceAccount impersonated/robot", POD);
    }

    @Test
    void constrained_impersonation_is_for_some_requests(@KubeUser("imp-limited") KubeAccess ann) {
        VersionUnderTest.assumeHas(ann.cluster(), ServerFeature.CONSTRAINED_IMPERSONATION);
        UserInfo robot = UserInfo.serviceAccount("impersonated", "robot");
        assertImpersonates(true, ann, UserInfo.user("imp-bob"), POD);
        assertImpersonates(false, ann, UserInfo.user("imp-bob"), SECRET);
        assertImpersonates(true, ann, UserInfo.user("imp-bob"), get("/version"));
        assertImpersonates(false, ann, UserInfo.user("imp-bob"), get("/healthz"));
        assertImpersonates(true, ann, GUEST, POD, "imp-guests");
        assertImpersonates(false, ann, UserInfo.user("imp-bob", "imp-others"), POD, "imp-others");
        assertImpersonates(false, ann, UserInfo.user("imp-bob", "system:masters"), POD, "system:masters");
        assertImpersonates(true, ann, robot, POD);
        assertImpersonates(false, ann, UserInfo.serviceAccount("impersonated", "other"), POD);
        assertImpersonates(false, ann, robot, SECRET);
        assertImpersonates(true, ann, NODE, POD);
        assertImpersonates(false, ann, UserInfo.user("system:node:imp-other", "system:nodes"), POD);
        assertThat(ann).canImpersonate("User system:node:imp-worker", POD);
    }

    @Test
    void before_it_existed_its_verbs_mean_nothing(@KubeUser("imp-limited") KubeAccess ann) {
        VersionUnderTest.assumeLacks(ann.cluster(), ServerFeature.CONSTRAINED_IMPERSONATION);
        assertImpersonates(false, ann, UserInfo.user("imp-bob"), POD);
    }

    @Test
    void agent_acts_as_the_node_of_its_token(
            @KubeServiceAccount(value = "impersonated/agent", boundObject = "node/imp-worker") KubeAccess agent) {
        VersionUnderTest.assumeHas(agent.cluster(), ServerFeature.CONSTRAINED_IMPERSONATION);
        assertImpersonates(true, agent, NODE, POD);
        assertImpersonates(false, agent, NODE, SECRET);
        assertImpersonates(false, agent, UserInfo.user("system:node:imp-other", "system:nodes"), POD);
    }

    @Test
    void subject_without_a_credential_is_asked_about(@KubeAdmin KubeAccess admin) {
        assertThat(ReviewedSubject.of(admin.cluster(), "user:imp-plain"))
                .canImpersonate(GUEST, SECRET)
                .cannotImpersonate("User imp-carol", SECRET);
    }

    @Test
    void failure_says_what_is_missing(
            @KubeUser("imp-limited") KubeAccess limited, @KubeUser("imp-plain") KubeAccess plain) {
        assertFails(() -> assertThat(plain).cannotImpersonate(GUEST, SECRET))
                .hasMessageContainingAll(
                        "not to be allowed to impersonate User imp-bob in the groups [imp-guests] to get secrets",
                        "yes to impersonate users \"imp-bob\"",
                        "yes to impersonate groups \"imp-guests\"",
                        "ClusterRole impersonated-plain");
        VersionUnderTest.assumeHas(limited.cluster(), ServerFeature.CONSTRAINED_IMPERSONATION);
        assertFails(() -> assertThat(limited).canImpersonate("User imp-bob", SECRET))
                .hasMessageContainingAll(
                        "no to impersonate-on:user-info:get secrets \"web\"", "verbs", "impersonate-on:user-info:get")
                .hasMessageNotContaining("no to impersonate users");
    }

    @Test
    void mistakes_are_errors(@KubeUser("imp-plain") KubeAccess ann) {
        assertMistaken(() -> assertThat(ann).cannotImpersonate("Group imp-guests", POD))
                .hasMessageContaining("UserInfo.user(\"somebody\", \"imp-guests\")");
        assertMistaken(() -> assertThat(ann)
                        .cannotImpersonate("User imp-bob", get("pod").in("impersonated")))
                .hasMessageContaining("pods");
        try (KubeAccess bob = ann.impersonating("imp-bob")) {
            assertThat(bob).isAuthenticatedAs("imp-bob");
            assertThat(Set.copyOf(bob.groups())).isEmpty();
            assertThatThrownBy(() -> bob.impersonating("imp-carol"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("a request names one user");
        }
    }
}
