// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.policy;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeNamespace;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.apply.AppliedManifests;
import dev.kubeuser.manifest.Manifests;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Manifests without an annotation: applied, and removed again, in the midst of a test. */
@KubeUser(value = "quentin", groups = "quota-managers")
class AppliedByHandTest {

    @Test
    void a_right_comes_and_goes(KubeAccess quentin, @KubeAdmin KubeAccess admin, @KubeNamespace String namespace) {
        Manifests manifests =
                Manifests.load(Map.of("kubeuser.namespace", namespace), List.of("policies/own-namespace/"));
        String quotas = "/api/v1/namespaces/" + namespace + "/resourcequotas";

        try (AppliedManifests applied = AppliedManifests.apply(manifests, admin)) {
            assertThat(applied.objects().get(0).origin("rules[0]"))
                    .hasToString("policies/own-namespace/quota-managers.yaml:8");
            assertThat(quentin.get(quotas)).isOk();
        }
        assertThat(quentin.get(quotas)).isForbidden();
    }
}
