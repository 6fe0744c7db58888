package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RequestAttributes;
import dev.kubeuser.rbac.UserInfo;

/**
 * To be somebody to the API server.
 *
 * @param requester who
 */
public record Identity(UserInfo requester) implements Gain {

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
