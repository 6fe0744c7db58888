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
 * @param words how the table says it
 * @param who the one subject that it is about: a declared user, or whom the administrator asks about; {@code null} for
 *     a line about everybody, or about an identity
 * @param test finds whom the line asks, and returns what fails if it is not as written
 */
public record Line(Words words, @Nullable String who, Function<Asked, Runnable> test) {

    /**
     * How a table says a line: with its placeholders, for filled-in names differ from run to run.
     *
     * @param place the file and line
     * @param title what the table calls it; empty if it has no name
     * @param subject whom it is about
     * @param question what is asked
     * @param expected the answer, as in {@code allow}
     * @param sentence all of it, as in {@code alice can list pods in dev}
     */
    public record Words(
            String place, String title, String subject, String question, String expected, String sentence) {}

    /** Those whom lines ask. */
    public interface Asked {

        /** Begins an assertion on a declared user, or on a subject whom the administrator asks about. */
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
     * {@return that nobody has declared whom the line is about, and what to do}
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
