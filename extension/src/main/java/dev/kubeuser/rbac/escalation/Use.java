package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.Grant;
import dev.kubeuser.rbac.RequestAttributes;
import java.util.List;

/**
 * A permission that a step makes use of.
 *
 * @param request what is done or asked for
 * @param grants the bindings, roles and rules that allow it; empty if it is allowed by what was gained before alone
 * @param by what of those who escalate has it
 */
public record Use(RequestAttributes request, List<Grant> grants, Gain by) {

    /** Copies the list. */
    public Use {
        grants = List.copyOf(grants);
    }
}
