package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.Grant;
import dev.kubeuser.request.RequestAttributes;
import java.util.List;
import org.apiguardian.api.API;

/**
 * A permission that a step uses.
 *
 * @param request the request
 * @param grants the bindings, roles and rules that allow it; empty if a capability of an earlier step allows it
 * @param by the capability that has it
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record UsedPermission(RequestAttributes request, List<Grant> grants, Capability by) {

    /** Copies the list. */
    public UsedPermission {
        grants = List.copyOf(grants);
    }
}
