package dev.kubeuser.internal.plan;

import dev.kubeuser.AccessTable;
import dev.kubeuser.assertion.AbstractAccessAssert;
import dev.kubeuser.review.AccessQuery;

/**
 * One line of an {@link AccessTable}.
 *
 * @param place file and line, for messages
 * @param text of it, for the name of its test
 * @param subject who
 * @param query what
 * @param allowed whether it should be allowed
 */
public record AccessLine(String place, String text, String subject, AccessQuery query, boolean allowed) {

    public void check(AbstractAccessAssert<?, ?> who) {
        AbstractAccessAssert<?, ?> described = who.as(place);
        if (allowed) {
            described.can(query);
        } else {
            described.cannot(query);
        }
    }

    /** For example {@code alice can list pods in dev}. */
    @Override
    public String toString() {
        return text;
    }
}
