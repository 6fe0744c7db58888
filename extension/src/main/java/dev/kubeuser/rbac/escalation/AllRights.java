package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RequestAttributes;

/**
 * Whatever rules one writes for oneself.
 *
 * @param namespace where they count; empty for the whole cluster
 */
public record AllRights(String namespace) implements Gain {

    @Override
    public boolean allows(RbacPolicy policy, RequestAttributes request) {
        return Place.includes(namespace, request);
    }

    /** {@return for example {@code all rights in the whole cluster}} */
    @Override
    public String toString() {
        return "all rights in " + Place.text(namespace);
    }
}
