package dev.kubeuser.table.internal;

import dev.kubeuser.assertion.AbstractAccessAssert;
import dev.kubeuser.rbac.escalation.Goal;

/**
 * A line about what a subject cannot become, by any path.
 *
 * @param place the file and line, for messages
 * @param words how the table says it
 * @param subject the subject
 * @param goal what it cannot reach
 */
public record EscalationLine(String place, LineWords words, String subject, Goal goal) implements SubjectLine {

    /** Searches the roles and bindings of the cluster. */
    @Override
    public void check(AbstractAccessAssert<?, ?> who) {
        AbstractAccessAssert<?, ?> described = who.as(place);
        if (goal instanceof Goal.Role of) {
            described.cannotReach(of.role());
        } else if (goal instanceof Goal.Identity other) {
            described.cannotBecome(other.subject());
        } else {
            described.cannotBecomeClusterAdmin();
        }
    }

    /** For example {@code alice cannot become cluster-admin}. */
    @Override
    public String toString() {
        return words.toString();
    }
}
