// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.webhook;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.kinds.Kind.EXISTING;

import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeUser;
import dev.kubeuser.KubeWebhooks;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.question.Refusal;
import dev.kubeuser.webhook.WebhookEndpoint;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The operator's webhook guards quotas; RBAC says who may set them at all. */
@RunsOn(except = EXISTING, because = "an existing cluster has no known way to the test's process")
@KubeWebhooks
@KubeManifests("policies/webhooks/")
@KubeUser(value = "quentin", groups = "quota-setters")
@KubeUser("mallory")
class QuotaGuardTest {

    private static QuotaGuard guard;

    @BeforeAll
    static void serve(WebhookEndpoint webhooks) throws IOException {
        guard = new QuotaGuard(webhooks.address(), webhooks.sslContext());
    }

    @AfterAll
    static void stop() {
        guard.close();
    }

    @Test
    void a_well_named_quota_passes(@KubeUser("quentin") KubeAccess quentin) {
        assertThat(create(quentin, "team-quota")).hasStatus(201);
    }

    @Test
    void the_webhook_denies_what_rbac_allows(@KubeUser("quentin") KubeAccess quentin) {
        assertThat(create(quentin, "mine"))
                .isForbiddenBy(Refusal.ADMISSION)
                .hasMessageContaining("the name has to end with -quota");
    }

    @Test
    void rbac_denies_before_the_webhook_is_asked(@KubeUser("mallory") KubeAccess mallory) {
        assertThat(create(mallory, "mine")).isForbiddenBy(Refusal.AUTHORIZATION);
    }

    private static KubeResponse create(KubeAccess user, String name) {
        return user.request("POST", "/api/v1/namespaces/guarded/resourcequotas", """
                {"apiVersion": "v1", "kind": "ResourceQuota", "metadata": {"name": "%s"}, "spec": {"hard": {"pods": "9"}}}
                """.formatted(name));
    }
}
