// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.report.internal;

import dev.kubeuser.analysis.internal.RunAnalysis;
import dev.kubeuser.analysis.internal.SuggestedAssertion;
import dev.kubeuser.analysis.internal.Thresholds;
import dev.kubeuser.base.internal.Counted;
import dev.kubeuser.lint.internal.MarkdownSection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Holds what was recorded against the thresholds.
 *
 * @param thresholds the thresholds
 */
public record Gate(Thresholds thresholds) {

    private static final int MAX_LINES = 20;
    private static final int MAX_REPORTS = 3;

    /** Is unmet where no policy was under test. */
    public static final String NOTHING =
            "no policy was under test: apply roles and bindings, or remove the requirement";

    /**
     * {@return the unmet thresholds, a sentence each; empty if all are met}
     *
     * @param analysis the analysis of what was recorded
     * @param missing what is missing in the record; it counts as unmet, since the rest does not show whether the whole
     *     is enough
     */
    public List<String> unmet(RunAnalysis analysis, List<String> missing) {
        if (!thresholds.isAny()) {
            return List.copyOf(missing);
        }
        List<String> unmet = new ArrayList<>(missing);
        if (!analysis.runRecord().states().isEmpty()) {
            unmet.addAll(thresholds.unmet(analysis));
        } else if (unmet.isEmpty()) {
            unmet.add(NOTHING);
        }
        return unmet;
    }

    /**
     * {@return tests with which the run would cover and kill enough, in at most 20 lines, and where the rest is; empty
     * if it does, or nothing is known that would help}
     *
     * @param analysis the analysis of what was recorded
     * @param directories the directories of the reports
     */
    public Optional<String> tests(RunAnalysis analysis, Collection<Path> directories) {
        List<SuggestedAssertion> needed = thresholds.toMeet(analysis);
        if (needed.isEmpty()) {
            return Optional.empty();
        }
        int shown = Math.min(
                needed.size(),
                MarkdownSection.longest(
                        MAX_LINES, number -> lines(analysis, needed, number).size()));
        String begin = System.lineSeparator() + "    ";
        return Optional.of((shown == needed.size()
                        ? "add these tests, which gain most first:"
                        : "add tests; these are the " + shown + " of " + needed.size() + " assertions that gain most:")
                + begin + String.join(begin, lines(analysis, needed, shown)) + System.lineSeparator()
                + "  The rest, and what each is for, is in " + reports(directories));
    }

    /**
     * {@return where all tests to add are}
     *
     * @param directories the directories of the reports
     */
    public static String reports(Collection<Path> directories) {
        Path here = Path.of("").toAbsolutePath();
        List<String> reports = directories.stream()
                .map(directory -> directory.resolve("report.md"))
                .map(report -> (report.startsWith(here) ? here.relativize(report) : report).toString())
                .distinct()
                .toList();
        return reports.size() <= MAX_REPORTS
                ? String.join(", ", reports)
                : String.join(", ", reports.subList(0, MAX_REPORTS)) + " and those of "
                        + Counted.of(reports.size() - MAX_REPORTS, "more module");
    }

    private static List<String> lines(RunAnalysis analysis, List<SuggestedAssertion> needed, int number) {
        return SuggestedAssertion.lines(
                needed.subList(0, Math.min(number, needed.size())),
                analysis.runRecord().language());
    }

    /**
     * {@return the message of a gate that stays closed}
     *
     * @param required who requires more, for example {@code kubeuser.require settings require}
     * @param unmet what is unmet
     */
    public static String message(String required, List<String> unmet) {
        String begin = System.lineSeparator() + "- ";
        return "The tests prove less than " + required + ":" + begin + String.join(begin, unmet);
    }
}
