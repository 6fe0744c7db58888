// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.apply;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.manifest.Manifests;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Admission webhooks are called once they are applied, and no longer once they are removed. Nobody serves these. */
class WebhookEffectTest {

    private static final int TIMES = 50;

    private final String label = "webhook-effect-" + UUID.randomUUID();

    @Test
    void validating_webhooks_are_effective_at_once(@KubeAdmin KubeAccess admin) {
        applyAndRemove(admin, "ValidatingWebhookConfiguration");
    }

    @Test
    void mutating_webhooks_are_effective_at_once(@KubeAdmin KubeAccess admin) {
        applyAndRemove(admin, "MutatingWebhookConfiguration");
    }

    private void applyAndRemove(KubeAccess admin, String kind) {
        Manifests webhook = Manifests.parse("webhook.yaml", """
                apiVersion: admissionregistration.k8s.io/v1
                kind: %1$s
                metadata: {name: %2$s}
                webhooks:
                  - name: effect.webhooks.kubeuser.dev
                    admissionReviewVersions: [v1]
                    sideEffects: None
                    clientConfig: {url: "https://127.0.0.1:1/"}
                    objectSelector: {matchLabels: {effect: %2$s}}
                    rules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [configmaps]}]
                """.formatted(kind, label));
        for (int i = 0; i < TIMES; i++) {
            try (AppliedManifests applied = AppliedManifests.apply(webhook, admin)) {
                assertThat(applied.objects()).hasSize(1);
                assertThat(create(admin)).hasStatus(500).hasMessageContaining("failed calling webhook");
            }
            assertThat(create(admin)).hasStatus(201);
        }
    }

    private KubeResponse create(KubeAccess admin) {
        return admin.request("POST", "/api/v1/namespaces/default/configmaps?dryRun=All", """
                {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "%1$s", "labels": {"effect": "%1$s"}}}
                """.formatted(label));
    }
}
