// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import dev.kubeuser.lint.internal.Finding;
import dev.kubeuser.rbac.Origin;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A line of a table of access, and what came of it.
 *
 * @param file the table
 * @param line the number of the line
 * @param name what the table calls it; empty if it has no name
 * @param subject the subject that it is about
 * @param query what it asks
 * @param expected the answer that it expects
 * @param sentence all of it, as the name of a test
 * @param outcome what came of it
 * @param message the library's message; empty if the line holds
 * @param time how long it took
 */
record ReportedLine(
        String file,
        int line,
        String name,
        String subject,
        String query,
        String expected,
        String sentence,
        Outcome outcome,
        String message,
        Duration time)
        implements Finding {

    /** This much of a message shows what it is about; a code host shows it beside the line. */
    private static final int LINES_OF_MESSAGE = 4;

    /** The outcome of a line. */
    enum Outcome {
        /** The access is as written. */
        HOLDS("line that holds", "As written."),
        /** The access is not as written. */
        FAILS("line that does not hold", "Correct the policy, or the line if the policy is right."),
        /** The line asks for something that the server does not know, so there is no answer. */
        MISTAKEN("line with a mistake", "Correct the line: it asks for what the server does not know.");

        private final String title;
        private final String help;

        Outcome(String title, String help) {
            this.title = title;
            this.help = help;
        }

        /** {@return its name in files, for example {@code holds}} */
        String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        Category category() {
            return new Category("line-" + id(), "error", null, title, help);
        }
    }

    @Override
    public Category category() {
        return outcome.category();
    }

    @Override
    public String summary() {
        return sentence;
    }

    @Override
    public List<String> details() {
        return message.lines().toList();
    }

    @Override
    public Origin origin() {
        return Origin.of(file, line);
    }

    @Override
    public String annotation() {
        return sentence + ": " + message.lines().limit(LINES_OF_MESSAGE).collect(Collectors.joining(" "));
    }
}
