package dev.kubeuser.table.internal;

import dev.kubeuser.assertion.AbstractAccessAssert;
import dev.kubeuser.base.internal.Printable;

/** A line about one subject. */
public sealed interface SubjectLine extends AccessLine permits RequestLine, EscalationLine, WriteLine {

    /** A declared user, or a subject that the administrator asks about. */
    String subject();

    /**
     * Asks about the subject.
     *
     * @throws AssertionError if it is not as written
     */
    void check(AbstractAccessAssert<?, ?> who);

    /**
     * {@return that nobody has declared whom the line is about, and what to do}
     *
     * @param others those that are declared; empty if there are none
     * @param how how to declare a user
     */
    default String undeclared(String others, String how) {
        return place() + ": no user \"" + Printable.text(subject()) + "\" is declared"
                + (others.isEmpty() ? "" : ", only " + others) + ". " + how
                + ", or write user:NAME, group:NAME or serviceaccount:NAMESPACE/NAME, whom the administrator asks about. A rule about"
                + " all subjects is given: everybody.";
    }
}
