// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.webhook;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.kinds.Kind.EXISTING;

import dev.kubeuser.KubeCluster;
import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeNamespace;
import dev.kubeuser.KubeUser;
import dev.kubeuser.KubeWebhooks;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.question.Refusal;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Real webhooks in this process, called by a real API server. */
@RunsOn(except = EXISTING, because = "an existing cluster has no known way to the test's process")
@KubeCluster(dedicated = true)
@KubeNamespace
@KubeWebhooks
@KubeManifests("classpath:webhooks/webhooks.yaml")
@KubeUser(value = "maker", groups = "gadget-makers")
class WebhookEndpointTest {

    private static GadgetWebhooks webhooks;

    @BeforeAll
    static void start(WebhookEndpoint endpoint) throws IOException {
        webhooks = new GadgetWebhooks(endpoint);
    }

    @AfterAll
    static void stop() {
        webhooks.close();
    }

    private static String gadgets(String version, String namespace) {
        return "/apis/webhooks.kubeuser.dev/" + version + "/namespaces/" + namespace + "/gadgets";
    }

    private static KubeResponse create(KubeAccess access, String namespace, String name) {
        return access.request("POST", gadgets("v1", namespace), """
                {"apiVersion": "webhooks.kubeuser.dev/v1", "kind": "Gadget", "metadata": {"name": "%s"}}
                """.formatted(name));
    }

    @Test
    void a_validating_webhook_denies_what_rbac_allows(
            @KubeUser("maker") KubeAccess maker, @KubeUser("stranger") KubeAccess stranger, @KubeNamespace String own) {
        assertThat(create(maker, own, "evil"))
                .isForbiddenBy(Refusal.ADMISSION)
                .hasMessageContaining(
                        "admission webhook \"deny.webhooks.kubeuser.dev\" denied the request: no evil gadgets");
        assertThat(create(stranger, own, "evil")).isForbiddenBy(Refusal.AUTHORIZATION);
    }

    @Test
    void a_mutating_webhook_mutates(@KubeUser("maker") KubeAccess maker, @KubeNamespace String own) {
        assertThat(create(maker, own, "good")).hasStatus(201).hasBodyContaining("\"labels\":{\"made\":\"here\"}");
    }

    @Test
    void a_conversion_webhook_converts(@KubeUser("maker") KubeAccess maker, @KubeNamespace String own) {
        assertThat(create(maker, own, "converted")).hasStatus(201);
        assertThat(maker.get(gadgets("v2", own) + "/converted"))
                .isOk()
                .hasBodyContaining("\"converted\":\"webhooks.kubeuser.dev/v2\"");
    }

    @Test
    void the_files_are_those_of_a_tls_secret(WebhookEndpoint endpoint) {
        assertThat(endpoint.certificate()).hasFileName("tls.crt").content().startsWith("-----BEGIN CERTIFICATE");
        assertThat(endpoint.privateKey()).hasFileName("tls.key").content().startsWith("-----BEGIN PRIVATE KEY");
    }
}
