// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.apply;

import static dev.kubeuser.testkit.Failures.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.testkit.Patch;
import dev.kubeuser.testkit.Policy;
import java.time.Duration;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Objects of an earlier test that cannot end, for nobody takes their finalizers off. */
@KubeUser("alice")
class EndingObjectTest {

    private static final String CLUSTER_ROLES = "/apis/rbac.authorization.k8s.io/v1/clusterroles";
    private static final ApplyOptions ONE_SECOND = ApplyOptions.defaults().withTimeout(Duration.ofSeconds(1));

    private final String name = "ending-" + UUID.randomUUID();

    @KubeAdmin
    private KubeAccess admin;

    @Test
    void object_with_a_finalizer_is_not_waited_for() {
        create(CLUSTER_ROLES, "rbac.authorization.k8s.io/v1", "ClusterRole", "[\"kubeuser.dev/test\"]");
        admin.request("DELETE", CLUSTER_ROLES + "/" + name, null);
        try {
            Manifests manifests = new Policy().clusterRole(name).manifests();
            assertRefused(() -> AppliedManifests.apply(manifests, admin, ONE_SECOND))
                    .hasMessageContainingAll(
                            "of an earlier test is being deleted and was not gone within 1.0 s",
                            "Finalizers",
                            "kubeuser.dev/test");
        } finally {
            takeOffFinalizers(CLUSTER_ROLES + "/" + name);
        }
    }

    @Test
    void namespace_is_not_waited_for_if_finalizers_hold_what_is_in_it() {
        create("/api/v1/namespaces", "v1", "Namespace", "[]");
        String configMaps = "/api/v1/namespaces/" + name + "/configmaps";
        create(configMaps, "v1", "ConfigMap", "[\"kubeuser.dev/test\"]");
        admin.request("DELETE", "/api/v1/namespaces/" + name, null);
        try {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() ->
                            admin.get("/api/v1/namespaces/" + name).body().contains("NamespaceFinalizersRemaining"));
            Manifests manifests = new Policy().namespace(name).manifests();
            assertRefused(() -> AppliedManifests.apply(manifests, admin, ONE_SECOND))
                    .hasMessageContaining("is being deleted and was not gone within 1.0 s");
        } finally {
            takeOffFinalizers(configMaps + "/" + name);
        }
    }

    private void create(String path, String apiVersion, String kind, String finalizers) {
        KubeResponse created = admin.request("POST", path, """
            {"apiVersion": "%s", "kind": "%s", "metadata": {"name": "%s", "finalizers": %s}}
            """.formatted(apiVersion, kind, name, finalizers));
        assertThat(created.code()).isEqualTo(201);
    }

    private void takeOffFinalizers(String path) {
        Patch.merge(admin, path, "{\"metadata\": {\"finalizers\": null}}");
        Awaitility.await().until(() -> admin.get(path).code() == 404);
    }
}
