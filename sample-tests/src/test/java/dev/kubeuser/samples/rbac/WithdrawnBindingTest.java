package dev.kubeuser.samples.rbac;

import static dev.kubeuser.samples.rbac.Refusals.assertForbidden;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.samples.Developer;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.apis.RbacAuthorizationV1Api;
import org.junit.jupiter.api.Test;

/** A RoleBinding counts from its creation to its deletion, for a certificate that stays the same. */
class WithdrawnBindingTest {

    @Test
    void what_a_binding_grants_ends_with_it(
            @KubeAdmin CoreV1Api core, @KubeAdmin RbacAuthorizationV1Api rbac, @Developer KubeAccess dev)
            throws ApiException {
        try (TestNamespace namespace = TestNamespace.create(core)) {
            Permission reading = new Permission("list", "configmaps", namespace.name());
            var list = dev.api(CoreV1Api.class).listNamespacedConfigMap(namespace.name());
            assertForbidden(list::execute).contains("User \"dev\" cannot list");

            ConfigMapReaders.allow(rbac, namespace.name(), "developers");
            reading.awaitGranted(dev);
            assertThat(list.execute().getKind()).isEqualTo("ConfigMapList");

            rbac.deleteNamespacedRoleBinding(ConfigMapReaders.NAME, namespace.name())
                    .execute();
            reading.awaitWithdrawn(dev);
            assertForbidden(list::execute).contains("User \"dev\" cannot list");
        }
    }
}
