package dev.kubeuser.table.internal;

import dev.kubeuser.assertion.AbstractAccessAssert;
import dev.kubeuser.review.AccessQuery;

/**
 * One line of an {@code @AccessTable}.
 *
 * @param place the file and line, for messages
 * @param text the text of the line, for the name of its test
 * @param subject the subject
 * @param query the question
 * @param allowed whether it should be allowed
 */
public record AccessLine(String place, String text, String subject, AccessQuery query, boolean allowed)
        implements TableLine {

    /**
     * Asks the API server once.
     *
     * @throws AssertionError if it says something else
     */
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
