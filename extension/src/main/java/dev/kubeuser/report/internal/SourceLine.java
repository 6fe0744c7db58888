package dev.kubeuser.report.internal;

import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.coverage.MutantResult;
import java.util.List;
import java.util.Locale;

/**
 * A line of the policy under test.
 *
 * @param number in its file, from 1
 * @param text as it is there, printable
 * @param mark whether what is on it was needed
 * @param note more about that; empty for nothing
 * @param mutants its mutants
 */
record SourceLine(int number, String text, Mark mark, String note, List<MutantResult> mutants) {

    /** A line that turned the text around it would show another policy than the one that is in force. */
    SourceLine {
        text = Printable.text(text.replace("\t", "    "));
    }

    /** Whether what is on a line was needed by tests. */
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

        /** As a class of the style sheet. */
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
