package dev.kubeuser.rbac.escalation;

import java.util.List;

/**
 * How somebody gets to a goal.
 *
 * @param start who begins
 * @param steps what is done, in this order; none if the start has reached the goal already
 * @param reached what reaches the goal
 */
public record EscalationPath(Identity start, List<Step> steps, Gain reached) {

    /** Copies the list. */
    public EscalationPath {
        steps = List.copyOf(steps);
    }
}
