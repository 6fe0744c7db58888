// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.table.internal;

import dev.kubeuser.assertion.AbstractAccessAssert;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.statement.EffectivePolicy;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One line of a table, which is a test.
 *
 * @param words the line in the words of the table
 * @param who the one subject that it is about: a declared user, or a subject that the administrator asks about;
 *     {@code null} for a line about all subjects, or about an identity
 * @param test finds the subject that the line is about, and returns what fails if the access is not as written
 */
public record Line(Words words, @Nullable String who, Function<Asked, Runnable> test) {

    /**
     * A line in the words of the table: with its placeholders, because filled-in names differ from run to run.
     *
     * @param place the file and line
     * @param title what the table calls it; empty if it has no name
     * @param subject the subject that it is about
     * @param question what is asked
     * @param expected the answer, as in {@code allow}
     * @param sentence all of it, as in {@code alice can list pods in dev}
     */
    public record Words(
            String place, String title, String subject, String question, String expected, String sentence) {}

    /** The subjects that lines are about. */
    public interface Asked {

        /** Begins an assertion on a declared user, or on a subject that the administrator asks about. */
        AbstractAccessAssert<?, ?> about(String subject);

        /** Begins an assertion on who sends writes. */
        default AbstractAccessAssert<?, ?> writer(String subject) {
            return about(subject);
        }

        EffectivePolicy policy();

        Cluster cluster();
    }

    /** The file and line, for messages. */
    public String place() {
        return words.place;
    }

    /** The name of the test, for example {@code operators: alice can list pods in dev}. */
    public String text() {
        return words.title.isEmpty() ? words.sentence : words.title + ": " + words.sentence;
    }

    /**
     * {@return the message that the line's subject is not declared, and what to do}
     *
     * @param others those that are declared; empty if there are none
     * @param how how to declare a user
     */
    public String undeclared(String others, String how) {
        return place() + ": no user \"" + Printable.text(String.valueOf(who)) + "\" is declared"
                + (others.isEmpty() ? "" : ", only " + others) + ". " + how
                + ", or write user:NAME, group:NAME or serviceaccount:NAMESPACE/NAME, which the administrator asks"
                + " about. A rule about all subjects is given: everybody.";
    }
}
