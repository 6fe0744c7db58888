package dev.kubeuser.policy.escalation;

import dev.kubeuser.policy.RbacPolicy;
import dev.kubeuser.policy.RequestAttributes;
import dev.kubeuser.policy.Requester;

/**
 * To be somebody to the API server.
 *
 * @param requester who
 */
public record Identity(Requester requester) implements Gain {

    @Override
    public boolean allows(RbacPolicy policy, RequestAttributes request) {
        return policy.allows(requester, request);
    }

    /** {@return for example {@code user "system:serviceaccount:ci:deployer"}} */
    @Override
    public String toString() {
        String name = requester.name().isEmpty() ? "any user" : "user \"" + requester.name() + "\"";
        return requester.isMaster() ? name + " in system:masters" : name;
    }
}
