// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.apply;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.manifest.Manifests;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Admission webhooks are called once they are applied, and no longer once they are removed. Nobody serves these. */
class WebhookEffectTest {

    private static final int TIMES = 50;

    @KubeAdmin
    private KubeAccess admin;

    private final String label = "webhook-effect-" + UUID.randomUUID();

    @ParameterizedTest
    @ValueSource(strings = {"ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"})
    void webhooks_are_effective_at_once(String kind) {
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
                assertThat(create()).hasStatus(500).hasMessageContaining("failed calling webhook");
            }
            assertThat(create()).hasStatus(201);
        }
    }

    private KubeResponse create() {
        return admin.request("POST", "/api/v1/namespaces/default/configmaps?dryRun=All", """
                {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "%1$s", "labels": {"effect": "%1$s"}}}
                """.formatted(label));
    }
}
