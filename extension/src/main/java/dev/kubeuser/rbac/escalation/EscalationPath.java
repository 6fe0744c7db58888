package dev.kubeuser.rbac.escalation;

import java.util.List;

/**
 * A path of escalation from a user to a goal.
 *
 * @param start who starts
 * @param steps what the user does, in this order; empty if the start has the goal already
 * @param reached what reaches the goal
 */
public record EscalationPath(Capability.Identity start, List<Step> steps, Capability reached) {

    /** Copies the list. */
    public EscalationPath {
        steps = List.copyOf(steps);
    }
}
