// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.authentication;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeServiceAccount;
import dev.kubeuser.access.KubeAccess;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Tokens as workloads have them. */
@KubeManifests("policies/workload-tokens/")
class WorkloadTokensTest {

    @Test
    void token_of_a_pod_names_the_pod(
            @KubeServiceAccount(value = "token-shop/web", boundObject = "pod/web-0") KubeAccess web) {
        assertThat(web).hasExtra("authentication.kubernetes.io/pod-name", "web-0");
    }

    @Test
    void token_of_a_pod_ends_with_the_pod(
            @KubeServiceAccount(value = "token-shop/web", boundObject = "pod/web-1") KubeAccess web,
            @KubeAdmin CoreV1Api core)
            throws ApiException {
        core.deleteNamespacedPod("web-1", "token-shop").execute();
        assertThat(web).eventually(Duration.ofSeconds(20)).isUnauthenticated();
    }

    @Test
    void token_for_vault_is_for_vault_alone(
            @KubeServiceAccount(value = "token-shop/payments", audiences = "vault") KubeAccess payments) {
        assertThat(payments).isAuthenticatedFor("vault").isUnauthenticated();
    }

    @Test
    void token_in_a_secret(
            @KubeServiceAccount(value = "token-shop/robot", tokenSecret = "robot-token") KubeAccess robot) {
        assertThat(robot).isAuthenticatedAs("system:serviceaccount:token-shop:robot");
    }
}
