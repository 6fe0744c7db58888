// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.assertion;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.assertion.KubeAssertions.assertThatForbidden;
import static dev.kubeuser.assertion.KubeAssertions.assertThatUnauthorized;
import static dev.kubeuser.testkit.Failures.assertFails;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeNamespace;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.question.Refusal;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import okhttp3.Request;
import org.junit.jupiter.api.Test;

/**
 * Answers of a real server, and what is said of those that were to be others. Under a policy, so that a refusal comes
 * with what the policy lacks.
 */
@KubeNamespace
@KubeManifests("classpath:manifests/namespaced.yaml")
@KubeUser("rosa")
class KubeResponseAssertTest {

    private static final String SECRETS = "/api/v1/namespaces/default/secrets";

    @Test
    void says_ok_and_what(KubeAccess rosa) {
        assertThat(rosa.get("/healthz")).isOk().hasStatus(200).hasBody("ok").isAuthorized();
        assertThat(rosa.get("/version")).isOk().hasBodyContaining("\"gitVersion\"");
    }

    @Test
    void says_forbidden_and_why(KubeAccess rosa) {
        assertThat(rosa.get(SECRETS))
                .isForbidden()
                .isForbiddenBy(Refusal.AUTHORIZATION)
                .hasReason("Forbidden")
                .hasMessageContaining("User \"rosa\" cannot list resource \"secrets\"");
    }

    @Test
    void says_that_it_does_not_know_one(KubeAccess rosa) {
        Request bearer = new Request.Builder()
                .url(rosa.url("/api"))
                .header("Authorization", "Bearer nonsense")
                .build();
        try (KubeAccess nobody = KubeAccess.anonymous(rosa.cluster())) {
            assertThat(nobody.send(bearer)).isUnauthorized().hasReason("Unauthorized");
        }
    }

    @Test
    void errors_after_authorization_are_authorized(@KubeAdmin KubeAccess admin) {
        assertThat(admin.get(SECRETS + "/none"))
                .isNotFound()
                .hasReason("NotFound")
                .isAuthorized();
        assertThat(admin.request("POST", SECRETS, "{}")).hasStatus(422).isAuthorized();
        assertThat(admin.request("POST", SECRETS, "no json")).hasStatus(400).isAuthorized();
        assertThat(admin.request("POST", "/api/v1/namespaces", "{\"metadata\": {\"name\": \"default\"}}"))
                .hasStatus(409)
                .hasReason("AlreadyExists")
                .isAuthorized();
        assertThat(admin.request("PUT", SECRETS, "{}")).hasStatus(405).isAuthorized();
    }

    @Test
    void should_not_take_a_path_that_nobody_serves_for_authorized(@KubeAdmin KubeAccess admin) {
        assertFails(
                () -> assertThat(admin.get("/api/v1/namespaces/default/secret")).isAuthorized(), """

                Expecting GET /api/v1/namespaces/default/secret
                to be authorized, on a path that the API server serves
                but the API server answered 404
                reason:  NotFound
                message: the server could not find the requested resource""");
        assertFails(() -> assertThat(admin.get("/apis/app/v1/deployments")).isAuthorized(), """

                Expecting GET /apis/app/v1/deployments
                to be authorized, on a path that the API server serves
                but the API server answered 404
                body: 404 page not found""");
    }

    @Test
    void should_fail_if_it_is_forbidden(KubeAccess rosa) {
        assertFails(() -> assertThat(rosa.get(SECRETS + "/db")).isAuthorized(), """

                Expecting GET /api/v1/namespaces/default/secrets/db
                to be authorized
                but the API server answered 403
                It is refused by authorization: no authorizer, such as RBAC, allows the request.
                reason:  Forbidden
                message: secrets "db" is forbidden: User "rosa" cannot get resource "secrets" in API group "" in the namespace "default"
                details: {"name":"db","kind":"secrets"}
                User rosa has no role there: add a RoleBinding in namespace default to a role with the rule:
                  - apiGroups: [""]
                    resources: ["secrets"]
                    verbs: ["get"]""");
    }

    /** Before it looks for the resource it says that the user may not read it. */
    @Test
    void should_ask_what_a_mistyped_path_means(KubeAccess rosa) {
        assertMeant(rosa, "/api/v1/namespace/default/pods", "namespace/pods", "namespaces");
        assertMeant(rosa, "/apis/apps/v1/namespace/default/deployments", "namespace.apps/deployments", "namespaces");
        assertMeant(rosa, "/api/v1/namespaces/default/pod", "pod", "pods");
    }

    private static void assertMeant(KubeAccess user, String path, String resource, String meant) {
        assertFails(() -> assertThat(user.get(path)).isOk())
                .hasMessageEndingWith("\ncorrect the path of the request: The API server has no resource \"" + resource
                        + "\". Did you mean \"" + meant + "\"?");
    }

    /** Its definition may be missing because a test does not need it. */
    @Test
    void should_say_the_rule_for_a_resource_that_is_not_defined(KubeAccess rosa) {
        assertFails(() -> assertThat(rosa.get("/apis/example.com/v1/widgets")).isOk())
                .hasMessageContaining("resources: [\"widgets\"]");
    }

    @Test
    void should_fail_if_another_refuses(KubeAccess rosa) {
        assertFails(() -> assertThat(rosa.get("/metrics")).isForbiddenBy(Refusal.ADMISSION), """

                Expecting GET /metrics
                to be forbidden by admission, after the request had been authorized
                but the API server answered 403
                It is refused by authorization: no authorizer, such as RBAC, allows the request.
                reason:  Forbidden
                message: forbidden: User "rosa" cannot get path "/metrics"
                User rosa has no role for the whole cluster: add a ClusterRoleBinding to a ClusterRole with the rule:
                  - nonResourceURLs: ["/metrics"]
                    verbs: ["get"]""");
    }

    @Test
    void should_fail_if_it_says_something_else(KubeAccess rosa) {
        assertFails(() -> assertThat(rosa.get("/healthz")).as("health").hasBody("fine"), """
                [health]\s
                Expecting GET /healthz
                to be answered with the body "fine"
                but the API server answered 200
                body: ok""");
    }

    @Test
    void the_official_client_is_refused(KubeAccess rosa) {
        CoreV1Api core = rosa.client(CoreV1Api.class);
        assertThatForbidden(rosa, () -> core.listNamespacedSecret("default").execute())
                .isForbiddenBy(Refusal.AUTHORIZATION)
                .hasMessageContaining("User \"rosa\" cannot list resource \"secrets\"");
        try (KubeAccess nobody = KubeAccess.anonymous(rosa.cluster())) {
            ApiClient stranger = nobody.apiClient().addDefaultHeader("Authorization", "Bearer nonsense");
            assertThatUnauthorized(() -> new CoreV1Api(stranger).listNode().execute());
        }
    }

    @Test
    void should_fail_if_the_official_client_is_not_refused(@KubeAdmin KubeAccess admin) {
        CoreV1Api core = admin.client(CoreV1Api.class);
        assertFails(() -> assertThatForbidden(admin, () -> core.listNode().execute()), """

                Expecting a request to be refused by the API server
                but it succeeded.""");
        assertFails(() -> assertThatForbidden(admin, () -> core.readNode("none").execute()), """

                Expecting a request of the official client
                to be forbidden
                but the API server answered 404
                reason:  NotFound
                message: nodes "none" not found
                details: {"name":"none","kind":"nodes"}""");
        assertFails(
                () -> assertThatForbidden(admin, () -> {
                    throw new IllegalStateException("before it was sent");
                }),
                """

                Expecting a request to be refused by the API server
                but it threw java.lang.IllegalStateException: before it was sent""");
    }
}
