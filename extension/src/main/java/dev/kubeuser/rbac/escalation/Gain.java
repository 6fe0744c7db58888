package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RequestAttributes;

/** What somebody has by a step of an escalation: to be another, a role, or all rights in a place. */
public sealed interface Gain permits Identity, HeldRole, SharedRights, AllRights {

    /**
     * {@return whether who has it is allowed a request by it}
     *
     * @param policy the roles and bindings
     * @param request for what
     */
    boolean allows(RbacPolicy policy, RequestAttributes request);
}
