package dev.kubeuser.policy.escalation;

import dev.kubeuser.policy.ObjectId;
import dev.kubeuser.policy.ResourceAttributes;

/** Requests that write roles and bindings, or that the API server asks about before it does. */
final class Rbac {

    private static final String GROUP = "rbac.authorization.k8s.io";

    private Rbac() {}

    /** On a role, in its own namespace. */
    static ResourceAttributes onRole(String verb, ObjectId role) {
        return onRole(verb, role, role.namespace());
    }

    /** On a role, as it is asked for where it is bound. */
    static ResourceAttributes onRole(String verb, ObjectId role, String namespace) {
        String resource = role.kind().equals("ClusterRole") ? "clusterroles" : "roles";
        return ResourceAttributes.of(verb, GROUP, resource).in(namespace).named(role.name());
    }

    static ResourceAttributes onBindings(String verb, String namespace) {
        return ResourceAttributes.of(verb, GROUP, namespace.isEmpty() ? "clusterrolebindings" : "rolebindings")
                .in(namespace);
    }
}
