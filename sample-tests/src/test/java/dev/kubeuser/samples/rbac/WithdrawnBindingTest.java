// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.rbac;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.assertion.KubeAssertions.assertThatForbidden;
import static dev.kubeuser.query.AccessQuery.list;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.query.AccessQuery;
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
            AccessQuery reading = list("configmaps").in(namespace.name());
            var list = dev.client(CoreV1Api.class).listNamespacedConfigMap(namespace.name());
            assertThat(dev).cannot(reading);
            assertThatForbidden(dev, list::execute);

            ConfigMapReaders.allow(rbac, namespace.name(), "developers");
            assertThat(dev).eventually().can(reading);
            assertThat(list.execute().getKind()).isEqualTo("ConfigMapList");

            rbac.deleteNamespacedRoleBinding(ConfigMapReaders.NAME, namespace.name())
                    .execute();
            assertThat(dev).eventually().cannot(reading);
            assertThatForbidden(dev, list::execute);
        }
    }
}
