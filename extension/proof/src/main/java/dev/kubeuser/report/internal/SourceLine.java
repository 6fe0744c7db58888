package dev.kubeuser.report.internal;

import dev.kubeuser.base.internal.Printable;
import java.util.Locale;

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
        NOTHING("", ""),
        COVERED("✓", "covered"),
        PARTLY("◐", "partly covered"),
        UNUSED("✗", "not covered"),
        REDUNDANT("=", "redundant");

        private final String sign;
        private final String title;

        Mark(String sign, String title) {
            this.sign = sign;
            this.title = title;
        }

        String sign() {
            return sign;
        }

        String title() {
            return title;
        }

        /** Returns the class in the style sheet. */
        String style() {
            return "mark-" + name().toLowerCase(Locale.ROOT);
        }
    }
}
