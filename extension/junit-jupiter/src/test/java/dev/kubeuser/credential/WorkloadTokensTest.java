// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.credential;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.list;
import static dev.kubeuser.testkit.Failures.assertFails;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeServiceAccount;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.credential.internal.ServiceAccounts;
import dev.kubeuser.question.AccessReviewException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Tokens as workloads have them: bound to an object, for another audience, or in a Secret. */
@KubeManifests("classpath:workloads/tokens.yaml")
class WorkloadTokensTest {

    private static final String PODS = "/api/v1/namespaces/token-holders/pods/";

    /** The API server remembers for 10 seconds that it accepted a token. */
    private static final Duration REMEMBERED = Duration.ofSeconds(30);

    @Test
    void token_of_a_pod_names_it_and_ends_with_it(
            @KubeAdmin KubeAccess admin,
            @KubeServiceAccount(value = "token-holders/web", boundObject = "pod/web-0") KubeAccess web) {
        assertThat(web)
                .isAuthenticatedAs("system:serviceaccount:token-holders:web")
                .hasExtra("authentication.kubernetes.io/pod-name", "web-0");

        assertThat(admin.request("DELETE", PODS + "web-0", null)).isOk();
        assertThat(web).eventually(REMEMBERED).isUnauthenticated();
    }

    @Test
    void token_of_a_secret_ends_with_it(
            @KubeAdmin KubeAccess admin,
            @KubeServiceAccount(value = "token-holders/holder", boundObject = "secret/session") KubeAccess holder) {
        assertThat(admin.request("DELETE", "/api/v1/namespaces/token-holders/secrets/session", null))
                .isOk();
        assertThat(holder).eventually(REMEMBERED).isUnauthenticated();
    }

    @Test
    void token_of_a_node_names_it(
            @KubeServiceAccount(value = "token-holders/agent", boundObject = "node/worker-of-tokens")
                    KubeAccess agent) {
        assertThat(agent).hasExtra("authentication.kubernetes.io/node-name", "worker-of-tokens");
    }

    @Test
    void token_for_another_audience_is_not_for_the_api_server(
            @KubeServiceAccount(value = "token-holders/payments", audiences = "vault") KubeAccess payments) {
        assertThat(payments).isUnauthenticated().isAuthenticatedFor("vault").isUnauthenticatedFor("grafana");

        assertFails(() -> assertThat(payments).isAuthenticatedFor("grafana"))
                .hasMessageContainingAll("to be accepted for the audience \"grafana\"", "says no: ", "vault");
        assertFails(() -> assertThat(payments).isUnauthenticatedFor("vault"))
                .hasMessageContaining("not to be accepted for the audience \"vault\"");
        assertThatThrownBy(() -> assertThat(payments).cannot(list("pods").in("token-holders")))
                .isInstanceOf(AccessReviewException.class);
    }

    @Test
    void token_for_the_api_server_is_for_nobody_else(@KubeServiceAccount("token-holders/plain") KubeAccess plain) {
        assertThat(plain).isAuthenticatedAs(plain.name()).isUnauthenticatedFor("vault");
    }

    @Test
    void user_without_a_token_has_no_audience(@KubeUser("alice") KubeAccess alice) {
        assertThatThrownBy(() -> assertThat(alice).isAuthenticatedFor("vault"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("\"alice\" has no token");
    }

    @Test
    void token_in_a_secret_has_no_end(
            @KubeServiceAccount(value = "token-holders/robot", tokenSecret = "robot-token") KubeAccess robot) {
        assertThat(robot).isAuthenticatedAs("system:serviceaccount:token-holders:robot");
        assertThat(robot.token()).hasToString("token of ServiceAccount token-holders/robot, without an end");
    }

    @Test
    void refusals_name_the_object(@KubeAdmin KubeAccess admin) {
        ServiceAccountSpec web = ServiceAccountSpec.named("token-holders", "web");
        try (ServiceAccounts accounts = new ServiceAccounts(admin.cluster())) {
            assertThatThrownBy(() -> accounts.token(web.withBoundObject("pod/web-1")))
                    .isInstanceOf(CredentialException.class)
                    .hasMessageContainingAll("bound to pod/web-1", "pods \"web-1\" not found");
            assertThatThrownBy(() -> accounts.token(web.withTokenSecret("robot-token")))
                    .isInstanceOf(CredentialException.class)
                    .hasMessageContainingAll(
                            "token-holders/robot-token is not for a token of the ServiceAccount token-holders/web");
        }
    }

    /** An earlier test may have deleted it a moment ago. */
    @Test
    void end_of_its_namespace_is_waited_for(@KubeAdmin KubeAccess admin) {
        String namespaces = "/api/v1/namespaces";
        String maps = namespaces + "/ending/configmaps";
        assertThat(admin.request("POST", namespaces, "{\"metadata\": {\"name\": \"ending\"}}"))
                .hasStatus(201);
        assertThat(admin.request(
                        "POST", maps, "{\"metadata\": {\"name\": \"held\", \"finalizers\": [\"example.com/held\"]}}"))
                .hasStatus(201);
        assertThat(admin.request("DELETE", namespaces + "/ending", "")).isOk();
        CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS)
                .execute(() -> admin.request("PUT", maps + "/held", "{\"metadata\": {\"name\": \"held\"}}"));
        try (ServiceAccounts accounts = new ServiceAccounts(admin.cluster())) {
            ServiceAccountSpec robot = ServiceAccountSpec.named("ending", "robot");
            assertThat(accounts.token(robot)).isNotNull();
            accounts.release(robot);
        }
    }

    @Test
    void impossible_tokens_are_mistakes() {
        ServiceAccountSpec web = ServiceAccountSpec.named("shop", "web");
        assertThatThrownBy(() -> web.withBoundObject("web-0"))
                .hasMessage("a token cannot be bound to \"web-0\": write pod/NAME, secret/NAME or node/NAME, as in"
                        + " \"pod/web-0\"");
        assertThatThrownBy(() -> web.withBoundObject("deployment/web")).hasMessageContaining("pod/NAME");
        assertThatThrownBy(() -> web.withTokenSecret("Robot")).hasMessageContaining("name of a Secret");
        assertThatThrownBy(() -> web.withAudiences("vault").withTokenSecret("robot"))
                .hasMessageContaining("is there already");
    }
}
