package dev.kubeuser.rbac.escalation.frozen;

import dev.kubeuser.rbac.ResourceAttributes;
import dev.kubeuser.rbac.RoleReference;
import java.util.Collection;
import java.util.stream.Stream;

/** Requests that write roles and bindings, and the {@code escalate} and {@code bind} checks of the API server. */
final class RbacRequests {

    private static final String GROUP = "rbac.authorization.k8s.io";

    private RbacRequests() {}

    /**
     * Whether the authorizer sees the object's name. The POST of a new object and the deletion of a collection have
     * none.
     */
    static boolean hasName(ResourceAttributes request) {
        boolean isCreation =
                request.verb().equals("create") && request.subresource().isEmpty();
        return !isCreation && !request.verb().equals("deletecollection");
    }

    /** The verbs that create an object under a given name. */
    static String[] applying(ResourceAttributes request) {
        return request.apiGroup().equals(GROUP) ? new String[] {"update", "patch"} : new String[] {"patch"};
    }

    /** The roles of these names that can be bound in a namespace; they need not exist. */
    static Stream<RoleReference> roles(Collection<String> names, String namespace) {
        return names.stream()
                .flatMap(name -> namespace.isEmpty()
                        ? Stream.of(RoleReference.clusterRole(name))
                        : Stream.of(RoleReference.clusterRole(name), RoleReference.role(namespace, name)));
    }

    /** A request for a role, in its own namespace. */
    static ResourceAttributes onRole(String verb, RoleReference role) {
        return onRole(verb, role, role.namespace());
    }

    /** A request for a role, in the namespace of the binding. */
    static ResourceAttributes onRole(String verb, RoleReference role, String namespace) {
        String resource = role.kind().equals("ClusterRole") ? "clusterroles" : "roles";
        return ResourceAttributes.of(verb, GROUP, resource).in(namespace).named(role.name());
    }

    static ResourceAttributes onBindings(String verb, String namespace) {
        return ResourceAttributes.of(verb, GROUP, namespace.isEmpty() ? "clusterrolebindings" : "rolebindings")
                .in(namespace);
    }
}
