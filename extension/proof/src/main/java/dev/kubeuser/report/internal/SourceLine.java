package dev.kubeuser.report.internal;

import dev.kubeuser.base.internal.Printable;

/**
 * A line of the policy under test.
 *
 * @param text the text of the line, printable
 * @param mark whether its content was needed
 * @param note details of the mark, or empty
 */
record SourceLine(String text, Mark mark, String note) {

    /** Makes the text printable: characters that reverse text would show a policy other than the one in force. */
    SourceLine {
        text = Printable.text(text.replace("\t", "    "));
    }

    /** Whether tests needed the content of a line. */
    enum Mark {
        NOTHING,
        COVERED,
        PARTLY,
        UNUSED,
        REDUNDANT
    }
}
