// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.assertion;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.get;
import static dev.kubeuser.query.AccessQuery.list;
import static dev.kubeuser.query.AccessQuery.update;
import static dev.kubeuser.query.AccessQuery.verb;
import static dev.kubeuser.query.AccessQuery.watch;
import static dev.kubeuser.testkit.Failures.assertFails;
import static dev.kubeuser.testkit.Failures.assertMistaken;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.internal.ClusterContext.KnownNamespaces;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.cluster.internal.ApiRequests;
import dev.kubeuser.query.AccessQuery;
import dev.kubeuser.question.ReviewedSubject;
import dev.kubeuser.testkit.Policy;
import dev.kubeuser.testkit.PolicyInForce;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a user may do and may not, or somebody whose credential nobody has, by the server's word. */
@KubeUser(value = "pia", groups = "permission-developers")
class PermissionTest {

    private static final String REVIEWED = new Policy()
            .clusterRole("reviewed", "list podtemplates")
            .to("group reviewed-group", "account reviewed/robot")
            .yaml();

    @RegisterExtension
    static final PolicyInForce IN_FORCE =
            new PolicyInForce("the policy of PermissionTest", ReadersPolicy.in("permission") + REVIEWED);

    private static final AccessQuery LIST = list("podtemplates").inAllNamespaces();

    @Test
    void what_is_granted_can_be_done(@KubeUser("pia") KubeAccess pia) {
        assertThat(pia)
                .can(list("pods").in("permission"))
                .can(get("pods").named("web").in("permission"))
                .can(get("pods/log").in("permission"))
                .can(get("secrets").named("db").in("permission"))
                .can(list("secrets").named("db").in("permission"))
                .can(update("deployments.apps/scale").in("permission"))
                .can(list("nodes"))
                .can(get("/metrics"))
                .can(verb("approve", "signers.certificates.k8s.io").named("example.com/one"));
    }

    @Test
    void what_is_not_granted_cannot_be_done(@KubeUser("pia") KubeAccess pia) {
        assertThat(pia)
                .cannot(list("pods").inAllNamespaces())
                .cannot(list("pods").in("default"))
                .cannot(watch("pods").in("permission"))
                .cannot(get("secrets").in("permission"))
                .cannot(get("secrets").named("other").in("permission"))
                .cannot(update("deployments.apps").in("permission"))
                .cannot(get("nodes"))
                .cannot(verb("post", "/metrics"))
                .cannot(verb("approve", "signers.certificates.k8s.io").named("example.com/two"));
    }

    @Test
    void a_namespace_that_does_not_exist_is_no_answer(
            @KubeUser("pia") KubeAccess pia, @KubeAdmin KubeAccess admin, Cluster cluster) {
        AccessQuery mistyped = list("pods").in("permision");
        String message = "The cluster has no namespace \"permision\". Did you mean \"permission\"? Ask about one"
                + " that exists, or add this one to the manifests; or ask with .unchecked() what would "
                + "hold there";
        assertMistaken(() -> assertThat(pia).cannot(mistyped), message);
        assertMistaken(() -> assertThat(admin).can(mistyped), message);
        assertMistaken(() -> assertThat(pia).canOnly(mistyped), message);
        assertMistaken(
                () -> assertThat(ReviewedSubject.of(cluster, "group:any")).cannot(mistyped), message);
        assertThat(pia).cannot(mistyped.unchecked());
        assertThat(admin).can(mistyped.unchecked());
    }

    @Test
    void a_namespace_may_be_created_while_tests_run(@KubeUser("pia") KubeAccess pia, @KubeAdmin CoreV1Api core)
            throws ApiException {
        AccessQuery query = list("pods").in("permission-later");
        assertThat(pia).cannot(list("pods").in("default"));
        core.createNamespace(new V1Namespace().metadata(new V1ObjectMeta().name("permission-later")))
                .execute();
        assertThat(pia).cannot(query);
        core.deleteNamespace("permission-later").execute();
    }

    @Test
    void where_namespaces_may_not_be_listed_any_may_be_there(@KubeUser("pia") KubeAccess pia) {
        KnownNamespaces namespaces = new KnownNamespaces(ApiRequests.of(pia.apiClient()));
        assertThat(namespaces.mayHave("no-such-namespace")).isTrue();
    }

    /** k3s knows nobody without a credential, not even as anonymous. */
    @Test
    void the_anonymous_user_is_asked_about_too(Cluster cluster) {
        try (KubeAccess anonymous = KubeAccess.anonymous(cluster)) {
            if (cluster.kind() == ClusterKind.K3S) {
                assertThat(anonymous).isUnauthenticated();
            } else {
                assertThat(anonymous)
                        .isUnauthenticated()
                        .isAuthenticatedAs("system:anonymous")
                        .can(get("/healthz"))
                        .cannot(get("/api"))
                        .cannot(list("pods").in("permission"));
            }
        }
    }

    @Test
    void a_subject_is_a_group_a_service_account_or_a_user(Cluster cluster) {
        assertThat(ReviewedSubject.of(cluster, "group:reviewed-group"))
                .can(LIST)
                .grantedBy("ClusterRoleBinding reviewed")
                .through("Group reviewed-group")
                .can(get("/api"));
        assertThat(ReviewedSubject.of(cluster, "serviceaccount:reviewed/robot"))
                .can(LIST)
                .through("ServiceAccount reviewed/robot");
        assertThat(ReviewedSubject.of(cluster, "user:reviewed-user"))
                .cannot(LIST)
                .can(get("/api"));
        assertThat(ReviewedSubject.of(cluster, "group:system:unauthenticated")).cannot(get("/api"));
    }

    @Test
    void should_fail_for_subjects_as_for_users(Cluster cluster) {
        assertFails(
                () -> assertThat(ReviewedSubject.of(cluster, "group:reviewed-group"))
                        .cannot(LIST),
                """

                        Expecting any user [reviewed-group, system:authenticated]
                        not to be allowed to list podtemplates in all namespaces
                        but the API server said yes: RBAC: allowed by ClusterRoleBinding "reviewed" of ClusterRole "reviewed" to Group "reviewed-group"
                        Allowed by:
                          rule 1 of ClusterRole reviewed (the policy of PermissionTest:39): {apiGroups: [""], resources: [podtemplates], verbs: [list]}
                            through ClusterRoleBinding reviewed (the policy of PermissionTest:41) to Group reviewed-group""");
    }

    @Test
    void advice_names_the_group(Cluster cluster) {
        assertFails(() -> assertThat(ReviewedSubject.of(cluster, "group:reviewed-others"))
                        .can(LIST))
                .hasMessageContaining(" to Group reviewed-others: add a ClusterRoleBinding");
    }
}
