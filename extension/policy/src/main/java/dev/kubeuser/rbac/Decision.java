// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac;

import dev.kubeuser.request.RequestAttributes;
import java.util.List;
import org.apiguardian.api.API;

/**
 * A policy's decision about a request, with every reason. The API server stops at the first one.
 *
 * @param user who sends the request
 * @param request the verb, and the resource or URL
 * @param grants all rules that allow it, ClusterRoleBindings before RoleBindings
 * @param dangling the user's bindings that apply in the request's namespace but whose role does not exist
 */
@API(status = API.Status.INTERNAL)
public record Decision(UserInfo user, RequestAttributes request, List<Grant> grants, List<AppliedBinding> dangling) {

    /** Copies the lists. */
    public Decision {
        grants = List.copyOf(grants);
        dangling = List.copyOf(dangling);
    }

    /** {@return whether the request is allowed} */
    public boolean isAllowed() {
        return isBypassed() || !grants.isEmpty();
    }

    /** {@return whether the user bypasses RBAC, as a member of {@code system:masters}} */
    public boolean isBypassed() {
        return user.isMaster();
    }
}
