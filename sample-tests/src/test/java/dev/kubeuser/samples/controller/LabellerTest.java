// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.controller;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.list;
import static dev.kubeuser.query.AccessQuery.patch;
import static dev.kubeuser.query.AccessQuery.watch;
import static org.awaitility.Awaitility.await;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeServiceAccount;
import dev.kubeuser.access.KubeAccess;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A controller does its work with the rights that it has in production, and has no others. */
@KubeManifests("${labeller.policies:-policies/labeller/}")
@KubeServiceAccount("labelled/labeller")
class LabellerTest {

    @Test
    void its_rights_suffice(@KubeServiceAccount("labelled/labeller") ApiClient client, @KubeAdmin CoreV1Api admin)
            throws ApiException {
        create(admin, "before");
        try (Labeller labeller = Labeller.start(client, "labelled")) {
            awaitLabel(labeller, admin, "before");
            create(admin, "meanwhile");
            awaitLabel(labeller, admin, "meanwhile");
        }
    }

    @Test
    void it_has_no_others(KubeAccess labeller) {
        assertThat(labeller)
                .canOnly(
                        list("configmaps").in("labelled"),
                        watch("configmaps").in("labelled"),
                        patch("configmaps").in("labelled"));
    }

    private static void create(CoreV1Api admin, String name) throws ApiException {
        admin.createNamespacedConfigMap("labelled", new V1ConfigMap().metadata(new V1ObjectMeta().name(name)))
                .execute();
    }

    /** A refusal ends the waiting at once, and is the message of the failure. */
    private static void awaitLabel(Labeller labeller, CoreV1Api admin, String name) {
        await().failFast(() -> assertThat(labeller.refusal()).isEmpty()).untilAsserted(() -> {
            Map<String, String> labels = admin.readNamespacedConfigMap(name, "labelled")
                    .execute()
                    .getMetadata()
                    .getLabels();
            assertThat(labels).containsAllEntriesOf(Labeller.LABELS);
        });
    }
}
