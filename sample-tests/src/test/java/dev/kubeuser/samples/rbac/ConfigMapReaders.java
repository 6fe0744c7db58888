// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.rbac;

import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.RbacAuthorizationV1Api;
import io.kubernetes.client.openapi.models.RbacV1Subject;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1PolicyRule;
import io.kubernetes.client.openapi.models.V1Role;
import io.kubernetes.client.openapi.models.V1RoleBinding;
import io.kubernetes.client.openapi.models.V1RoleRef;
import java.util.List;

/** A Role that lets read ConfigMaps, and its RoleBinding to a group. */
final class ConfigMapReaders {

    static final String NAME = "configmap-readers";

    private static final String GROUP = "rbac.authorization.k8s.io";

    private ConfigMapReaders() {}

    static void allow(RbacAuthorizationV1Api rbac, String namespace, String group) throws ApiException {
        rbac.createNamespacedRole(namespace, role()).execute();
        rbac.createNamespacedRoleBinding(namespace, bindingTo(group)).execute();
    }

    private static V1Role role() {
        return new V1Role()
                .metadata(new V1ObjectMeta().name(NAME))
                .rules(List.of(new V1PolicyRule()
                        .apiGroups(List.of(""))
                        .resources(List.of("configmaps"))
                        .verbs(List.of("get", "list"))));
    }

    private static V1RoleBinding bindingTo(String group) {
        return new V1RoleBinding()
                .metadata(new V1ObjectMeta().name(NAME))
                .roleRef(new V1RoleRef().apiGroup(GROUP).kind("Role").name(NAME))
                .subjects(List.of(
                        new RbacV1Subject().apiGroup(GROUP).kind("Group").name(group)));
    }
}
