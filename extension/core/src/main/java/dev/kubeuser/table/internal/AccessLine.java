package dev.kubeuser.table.internal;

import dev.kubeuser.assertion.AbstractAccessAssert;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.rbac.BindingReference;
import dev.kubeuser.review.AccessQuery;
import org.jspecify.annotations.Nullable;

/**
 * One line of an {@code @AccessTable}.
 *
 * @param place the file and line, for messages
 * @param text the text of the line, for the name of its test
 * @param subject the subject
 * @param query the question
 * @param allowed whether it should be allowed
 * @param by the binding that should allow it; {@code null} for any
 */
public record AccessLine(
        String place,
        String text,
        String subject,
        AccessQuery query,
        boolean allowed,
        @Nullable BindingReference by) implements TableLine {

    /**
     * Asks the API server once.
     *
     * @throws AssertionError if it says something else
     */
    public void check(AbstractAccessAssert<?, ?> who) {
        AbstractAccessAssert<?, ?> described = who.as(place);
        if (allowed) {
            AbstractAccessAssert<?, ?> granted = described.can(query);
            if (by != null) {
                granted.grantedBy(by);
            }
        } else {
            described.cannot(query);
        }
    }

    /**
     * {@return that nobody has declared whom the line is about, and what to do}
     *
     * @param others those that are declared; empty if there are none
     * @param how how to declare a user
     */
    public String undeclared(String others, String how) {
        return place + ": no user \"" + Printable.text(subject) + "\" is declared"
                + (others.isEmpty() ? "" : ", only " + others) + ". " + how
                + ", or write user:NAME, group:NAME or serviceaccount:NAMESPACE/NAME, whom the administrator asks about.";
    }

    /** For example {@code alice can list pods in dev}. */
    @Override
    public String toString() {
        return text;
    }
}
