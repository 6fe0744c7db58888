package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.ResourceAttributes;
import dev.kubeuser.rbac.RoleReference;
import java.util.Collection;
import java.util.stream.Stream;

/** Requests that write roles and bindings, or that the API server asks about before it does. */
final class RbacRequests {

    private static final String GROUP = "rbac.authorization.k8s.io";

    private RbacRequests() {}

    /** The verbs by which an object is made that has a name before. */
    static String[] applying(ResourceAttributes request) {
        return request.apiGroup().equals(GROUP) ? new String[] {"update", "patch"} : new String[] {"patch"};
    }

    /** Those of some names that can be bound in a place, whether they are there or not. */
    static Stream<RoleReference> roles(Collection<String> names, String namespace) {
        return names.stream()
                .flatMap(name -> namespace.isEmpty()
                        ? Stream.of(RoleReference.clusterRole(name))
                        : Stream.of(RoleReference.clusterRole(name), RoleReference.role(namespace, name)));
    }

    /** On a role, in its own namespace. */
    static ResourceAttributes onRole(String verb, RoleReference role) {
        return onRole(verb, role, role.namespace());
    }

    /** On a role, as it is asked for where it is bound. */
    static ResourceAttributes onRole(String verb, RoleReference role, String namespace) {
        String resource = role.kind().equals("ClusterRole") ? "clusterroles" : "roles";
        return ResourceAttributes.of(verb, GROUP, resource).in(namespace).named(role.name());
    }

    static ResourceAttributes onBindings(String verb, String namespace) {
        return ResourceAttributes.of(verb, GROUP, namespace.isEmpty() ? "clusterrolebindings" : "rolebindings")
                .in(namespace);
    }
}
