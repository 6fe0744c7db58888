package dev.kubeuser.rbac.escalation;

import java.util.List;
import org.apiguardian.api.API;

/**
 * A path of escalation from a user to a goal.
 *
 * @param start who starts
 * @param steps what the user does, in this order; empty if the start has the goal already
 * @param reached what reaches the goal
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record EscalationPath(Capability.Identity start, List<Step> steps, Capability reached) {

    /** Copies the list. */
    public EscalationPath {
        steps = List.copyOf(steps);
    }
}
