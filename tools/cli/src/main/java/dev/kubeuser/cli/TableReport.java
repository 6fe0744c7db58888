// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import dev.kubeuser.analysis.internal.Coverage.Share;
import dev.kubeuser.base.internal.Counted;
import dev.kubeuser.base.internal.Json;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.cli.ReportedLine.Outcome;
import dev.kubeuser.lint.internal.MarkdownSection;
import dev.kubeuser.lint.internal.MarkdownText;
import dev.kubeuser.lint.internal.SarifReport;
import dev.kubeuser.report.internal.Report;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What came of tables of access.
 *
 * @param lines the lines of all tables
 * @param proof what they prove of the policy; {@code null} if there is none
 * @param unmet what is required of them and not met, a sentence each
 */
record TableReport(List<ReportedLine> lines, @Nullable Report proof, List<String> unmet) {

    private static final String INDENTATION = "  ";
    private static final int MAX_LINES = 200;
    private static final List<Outcome> COMPLAINTS = List.of(Outcome.FAILS, Outcome.MISTAKEN);

    /** Copies the lists. */
    TableReport {
        lines = List.copyOf(lines);
        unmet = List.copyOf(unmet);
    }

    /** {@return how all of it ended} */
    Outcome outcome() {
        if (count(Outcome.MISTAKEN) > 0) {
            return Outcome.MISTAKEN;
        }
        return unmet.isEmpty() && count(Outcome.FAILS) == 0 ? Outcome.HOLDS : Outcome.FAILS;
    }

    private long count(Outcome outcome) {
        return lines.stream().filter(line -> line.outcome() == outcome).count();
    }

    private List<ReportedLine> complaints() {
        return lines.stream()
                .filter(line -> COMPLAINTS.contains(line.outcome()))
                .toList();
    }

    /** {@return how many hold, and what they prove of the policy, in lines} */
    private List<String> summary() {
        long failed = count(Outcome.FAILS);
        long mistaken = count(Outcome.MISTAKEN);
        List<String> summary = new ArrayList<>();
        summary.add(Counted.of(lines.size(), "line") + ": " + count(Outcome.HOLDS) + " as written"
                + (failed == 0 ? "" : ", " + failed + " not")
                + (mistaken == 0 ? "" : ", " + mistaken + " with a mistake"));
        if (proof != null) {
            summary.add(proof.figures());
        }
        return summary;
    }

    /** {@return each line that does not hold with the library's message, and the figures, in lines for a terminal} */
    List<String> text() {
        return Stream.concat(
                        complaints().stream()
                                .flatMap(line -> Stream.concat(
                                        Stream.of(line.origin() + ": " + Printable.text(line.sentence())),
                                        line.message().lines().map(each -> INDENTATION + each))),
                        summary().stream())
                .toList();
    }

    /** {@return the same for the page of a CI job} */
    String markdown() {
        List<ReportedLine> complaints = complaints();
        MarkdownSection section =
                MarkdownSection.findings("Lines that do not hold", Counted.of(complaints.size(), "line"), complaints);
        return "# Who may do what\n\n"
                + Stream.concat(summary().stream(), unmet.stream())
                        .map(line -> "- " + MarkdownText.plain(line) + "\n")
                        .collect(Collectors.joining())
                + MarkdownSection.text(List.of(section), MAX_LINES, "--format text");
    }

    /** {@return the lines that do not hold, each at its place, for a code host} */
    String sarif() {
        return SarifReport.text(
                "kubeuser test",
                COMPLAINTS.stream().map(Outcome::category).toList(),
                complaints(),
                Optional.empty(),
                left -> Counted.of(left.size(), "line") + " more: these are too many for GitHub");
    }

    private record JsonLine(
            String file,
            int line,
            String name,
            String subject,
            String query,
            String expected,
            String outcome,
            String message) {

        static JsonLine of(ReportedLine line) {
            return new JsonLine(
                    line.file(),
                    line.line(),
                    line.name(),
                    line.subject(),
                    line.query(),
                    line.expected(),
                    line.outcome().id(),
                    line.message());
        }
    }

    private record JsonLines(String outcome, Map<String, Number> figures, List<String> unmet, List<JsonLine> lines) {}

    /** {@return all for programs} */
    String json() {
        return Json.pretty(new JsonLines(
                outcome().id(),
                figures(),
                unmet,
                lines.stream().map(JsonLine::of).toList()));
    }

    private Map<String, Number> figures() {
        Map<String, Number> figures = new LinkedHashMap<>();
        figures.put("lines", lines.size());
        for (Outcome outcome : Outcome.values()) {
            figures.put(outcome.id(), count(outcome));
        }
        if (proof != null) {
            Share covered = proof.analysis().coverage().covered();
            figures.put("permissions", covered.total());
            figures.put("permissionsCovered", covered.count());
            Share killed = proof.analysis().mutations().killed();
            figures.put("mutants", killed.total());
            figures.put("mutantsKilled", killed.count());
        }
        return figures;
    }
}
