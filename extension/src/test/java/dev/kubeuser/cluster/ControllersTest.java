package dev.kubeuser.cluster;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeNamespace;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.apply.AppliedManifests;
import dev.kubeuser.apply.ApplyOptions;
import dev.kubeuser.manifest.ManifestException;
import dev.kubeuser.manifest.Manifests;
import java.time.Duration;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Controllers that a cluster without nodes has all the same. */
class ControllersTest {

    @Test
    void a_quota_refuses_what_is_too_much(@KubeAdmin KubeAccess admin, @KubeNamespace String namespace) {
        String quota = "apiVersion: v1\nkind: ResourceQuota\nmetadata: {name: none}\nspec: {hard: {count/secrets: 0}}";
        try (AppliedManifests applied = apply(quota, admin, namespace)) {
            assertThat(applied.objects()).hasSize(1);
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .untilAsserted(
                            () -> assertThat(admin.get("/api/v1/namespaces/" + namespace + "/resourcequotas/none")
                                            .body())
                                    .contains("\"used\":{"));
            Assertions.assertThatExceptionOfType(ManifestException.class)
                    .isThrownBy(() -> apply("apiVersion: v1\nkind: Secret\nmetadata: {name: s}", admin, namespace))
                    .withMessageContaining("exceeded quota: none");
        }
    }

    @Test
    void a_namespace_goes_with_its_claims(@KubeAdmin KubeAccess admin) {
        String name = "claims-" + ProcessHandle.current().pid();
        String claim = """
                apiVersion: v1
                kind: Namespace
                metadata: {name: NAME}
                ---
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: claim, namespace: NAME}
                spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                """.replace("NAME", name);
        AppliedManifests.apply(Manifests.parse("the claim", claim), admin).close();

        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .untilAsserted(() ->
                        assertThat(admin.get("/api/v1/namespaces/" + name)).isNotFound());
    }

    private static AppliedManifests apply(String yaml, KubeAccess admin, String namespace) {
        return AppliedManifests.apply(
                Manifests.parse("a.yaml", yaml), admin, ApplyOptions.defaults().withNamespace(namespace));
    }
}
