package dev.kubeuser.rbac;

import java.util.List;

/**
 * What a policy answers to a request, with all reasons. The API server stops at the first; here are all of them.
 *
 * @param requester who asked
 * @param request for what
 * @param grants all rules that allow it, ClusterRoleBindings before RoleBindings
 * @param dangling bindings that name the requester, count where the request goes, and whose role does not exist
 */
public record Decision(
        UserInfo requester, RequestAttributes request, List<Grant> grants, List<AppliedBinding> dangling) {

    /** Copies the lists. */
    public Decision {
        grants = List.copyOf(grants);
        dangling = List.copyOf(dangling);
    }

    /**
     * {@return whether the request is allowed}
     */
    public boolean isAllowed() {
        return isBypassed() || !grants.isEmpty();
    }

    /**
     * {@return whether it is allowed whatever the policy says: the requester is in {@code system:masters}}
     */
    public boolean isBypassed() {
        return requester.isMaster();
    }
}
