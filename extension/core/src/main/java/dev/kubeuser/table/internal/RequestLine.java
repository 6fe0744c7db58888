package dev.kubeuser.table.internal;

import dev.kubeuser.assertion.AbstractAccessAssert;
import dev.kubeuser.rbac.BindingReference;
import dev.kubeuser.review.AccessQuery;
import org.jspecify.annotations.Nullable;

/**
 * A line about one request of a subject.
 *
 * @param place the file and line, for messages
 * @param words how the table says it
 * @param subject the subject
 * @param query the question
 * @param allowed whether it should be allowed
 * @param by the binding that should allow it; {@code null} for any
 */
public record RequestLine(
        String place,
        LineWords words,
        String subject,
        AccessQuery query,
        boolean allowed,
        @Nullable BindingReference by)
        implements SubjectLine {

    /** Asks the API server once. */
    @Override
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

    /** For example {@code alice can list pods in dev}. */
    @Override
    public String toString() {
        return words.toString();
    }
}
