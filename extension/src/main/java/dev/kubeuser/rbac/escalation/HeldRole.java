package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RequestAttributes;
import dev.kubeuser.rbac.RoleReference;

/**
 * A role that one has bound to oneself.
 *
 * @param role which
 * @param namespace where it counts; empty for the whole cluster
 */
public record HeldRole(RoleReference role, String namespace) implements Gain {

    @Override
    public boolean allows(RbacPolicy policy, RequestAttributes request) {
        return Place.includes(namespace, request)
                && policy.role(role).stream()
                        .flatMap(held -> held.rules().stream())
                        .anyMatch(rule -> rule.allows(request));
    }

    /** {@return for example {@code ClusterRole edit in namespace dev}} */
    @Override
    public String toString() {
        return role + " in " + Place.text(namespace);
    }
}
