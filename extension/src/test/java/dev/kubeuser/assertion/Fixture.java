package dev.kubeuser.assertion;

import dev.kubeuser.access.KubeAccess;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.apis.RbacAuthorizationV1Api;
import io.kubernetes.client.openapi.models.V1ClusterRole;
import io.kubernetes.client.openapi.models.V1ClusterRoleBinding;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1Role;
import io.kubernetes.client.openapi.models.V1RoleBinding;
import io.kubernetes.client.util.Yaml;
import java.io.IOException;

/** Creates what a test asks about. Each class has namespaces and names of its own, for all share a cluster. */
final class Fixture {

    private Fixture() {}

    static void create(KubeAccess admin, String yaml) throws IOException, ApiException {
        for (Object object : Yaml.loadAll(yaml)) {
            create(admin.api(CoreV1Api.class), admin.api(RbacAuthorizationV1Api.class), object);
        }
    }

    private static void create(CoreV1Api core, RbacAuthorizationV1Api rbac, Object object) throws ApiException {
        if (object instanceof V1Namespace namespace) {
            core.createNamespace(namespace).execute();
        } else if (object instanceof V1Role role) {
            rbac.createNamespacedRole(role.getMetadata().getNamespace(), role).execute();
        } else if (object instanceof V1ClusterRole role) {
            rbac.createClusterRole(role).execute();
        } else if (object instanceof V1RoleBinding binding) {
            rbac.createNamespacedRoleBinding(binding.getMetadata().getNamespace(), binding)
                    .execute();
        } else {
            rbac.createClusterRoleBinding((V1ClusterRoleBinding) object).execute();
        }
    }
}
