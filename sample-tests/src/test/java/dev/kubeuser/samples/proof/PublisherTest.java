// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeServiceAccount;
import io.kubernetes.client.custom.V1Patch;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.util.PatchUtils;
import org.junit.jupiter.api.Test;

/** What a publisher does, under the policy that it has in production. */
@KubeManifests(value = "${publisher.policies:-policies/publisher/}", createNamespaces = true)
@KubeServiceAccount("catalog/publisher")
class PublisherTest {

    private static final String CATALOG =
            "{\"apiVersion\": \"v1\", \"kind\": \"ConfigMap\", \"metadata\": {\"name\": \"catalog\"}}";

    @Test
    void it_applies_the_catalog(CoreV1Api core) throws ApiException {
        V1ConfigMap applied = PatchUtils.patch(
                V1ConfigMap.class,
                () -> core.patchNamespacedConfigMap("catalog", "catalog", new V1Patch(CATALOG))
                        .fieldManager("publisher")
                        .buildCall(null),
                V1Patch.PATCH_FORMAT_APPLY_YAML,
                core.getApiClient());

        assertThat(applied.getMetadata().getUid()).isNotEmpty();
    }

    @Test
    void it_looks_for_shops(CoreV1Api core) throws ApiException {
        assertThat(core.listNamespacedService("catalog").execute().getItems()).isEmpty();
    }
}
