package dev.kubeuser.coverage.internal.analysis;

import dev.kubeuser.rbac.NonResourceAttributes;
import dev.kubeuser.rbac.RequestAttributes;
import dev.kubeuser.rbac.ResourceAttributes;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1ClusterRole;
import io.kubernetes.client.openapi.models.V1ClusterRoleBinding;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Role;
import io.kubernetes.client.openapi.models.V1RoleBinding;
import io.kubernetes.client.openapi.models.V1RoleRef;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A Role of one namespace, or the ClusterRole for what is asked for in none. */
final class SmallestRole {

    private static final String GROUP = "rbac.authorization.k8s.io";
    private static final String VERSION = GROUP + "/v1";

    private final String namespace;
    private final Set<Permission> permissions = new TreeSet<>(SmallestRules.ORDER);

    SmallestRole(String namespace) {
        this.namespace = namespace;
    }

    void add(RequestAttributes request) {
        permissions.add(permission(request));
    }

    private static Permission permission(RequestAttributes request) {
        if (request instanceof ResourceAttributes resource) {
            String subresource = resource.subresource().isEmpty() ? "" : "/" + resource.subresource();
            return new Permission(
                    resource.verb(), resource.apiGroup(), resource.resource() + subresource, resource.name(), "");
        }
        return new Permission(request.verb(), "", "", "", ((NonResourceAttributes) request).path());
    }

    /** Leaves out what another role allows in all namespaces, and for single objects what is allowed for all. */
    void leaveOut(SmallestRole everywhere) {
        if (everywhere != this) {
            permissions.removeIf(permission -> everywhere.permissions.contains(permission)
                    || everywhere.permissions.contains(permission.forAnyName()));
        }
    }

    boolean isEmpty() {
        return permissions.isEmpty();
    }

    List<KubernetesObject> objects(Grantee grantee) {
        return namespace.isEmpty() ? clusterWide(grantee) : namespaced(grantee);
    }

    private List<KubernetesObject> clusterWide(Grantee grantee) {
        return List.of(
                new V1ClusterRole()
                        .apiVersion(VERSION)
                        .kind("ClusterRole")
                        .metadata(metadata(grantee))
                        .rules(SmallestRules.of(permissions)),
                new V1ClusterRoleBinding()
                        .apiVersion(VERSION)
                        .kind("ClusterRoleBinding")
                        .metadata(metadata(grantee))
                        .roleRef(reference("ClusterRole", grantee))
                        .subjects(List.of(grantee.subject())));
    }

    private List<KubernetesObject> namespaced(Grantee grantee) {
        return List.of(
                new V1Role()
                        .apiVersion(VERSION)
                        .kind("Role")
                        .metadata(metadata(grantee).namespace(namespace))
                        .rules(SmallestRules.of(permissions)),
                new V1RoleBinding()
                        .apiVersion(VERSION)
                        .kind("RoleBinding")
                        .metadata(metadata(grantee).namespace(namespace))
                        .roleRef(reference("Role", grantee))
                        .subjects(List.of(grantee.subject())));
    }

    /** Without the empty maps that it begins with. */
    private static V1ObjectMeta metadata(Grantee grantee) {
        return new V1ObjectMeta().annotations(null).labels(null).name(grantee.roleName());
    }

    private static V1RoleRef reference(String kind, Grantee grantee) {
        return new V1RoleRef().apiGroup(GROUP).kind(kind).name(grantee.roleName());
    }
}
