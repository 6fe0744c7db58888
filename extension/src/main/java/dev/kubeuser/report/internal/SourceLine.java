package dev.kubeuser.report.internal;

import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.coverage.MutantResult;
import java.util.List;
import java.util.Locale;

/**
 * A line of the policy under test.
 *
 * @param number the line number, from 1
 * @param text the text of the line, printable
 * @param mark whether its content was needed
 * @param note details of the mark, or empty
 * @param mutants its mutants
 */
record SourceLine(int number, String text, Mark mark, String note, List<MutantResult> mutants) {

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

    /** Whether it has mutants that are not equivalent. */
    boolean isTested() {
        return killed() > 0 || !survivors().isEmpty();
    }

    List<MutantResult> survivors() {
        return mutants.stream()
                .filter(result -> result.status() == MutantResult.Status.SURVIVED)
                .toList();
    }

    long killed() {
        return mutants.stream()
                .filter(result -> result.status() == MutantResult.Status.KILLED)
                .count();
    }
}
