package dev.kubeuser.table.internal;

import dev.kubeuser.assertion.AbstractAccessAssert;

/**
 * A line about what in admission a subject cannot bypass, by any path.
 *
 * @param place the file and line, for messages
 * @param words how the table says it
 * @param subject the subject
 * @param guard for example {@code ValidatingAdmissionPolicy release-only}
 */
public record BypassLine(String place, LineWords words, String subject, String guard) implements SubjectLine {

    /** Searches the roles and bindings of the cluster. */
    @Override
    public void check(AbstractAccessAssert<?, ?> who) {
        who.as(place).cannotBypass(guard);
    }

    /** For example {@code alice cannot bypass PodSecurity}. */
    @Override
    public String toString() {
        return words.toString();
    }
}
