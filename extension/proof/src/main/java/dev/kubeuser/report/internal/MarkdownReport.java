// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.report.internal;

import dev.kubeuser.analysis.internal.Coverage.RuleCoverage;
import dev.kubeuser.analysis.internal.MutationAnalysis.MutantResult;
import dev.kubeuser.analysis.internal.Permission;
import dev.kubeuser.analysis.internal.PolicyPlace;
import dev.kubeuser.analysis.internal.RunAnalysis;
import dev.kubeuser.analysis.internal.SmallestRoles;
import dev.kubeuser.analysis.internal.SuggestedAssertion;
import dev.kubeuser.analysis.internal.Thresholds.Requirement;
import dev.kubeuser.base.internal.Counted;
import dev.kubeuser.lint.internal.MarkdownSection;
import dev.kubeuser.lint.internal.MarkdownText;
import dev.kubeuser.rbac.Origin;
import dev.kubeuser.record.internal.Denial;
import dev.kubeuser.record.internal.RunRecord.RunPlace.TestLanguage;
import dev.kubeuser.report.internal.SourceObject.PolicyParts;
import dev.kubeuser.run.internal.RunningTests.FailedTest;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The report in Markdown, for the page of a CI job: first whether tests failed, then the tasks, the numbers, then all
 * that is to be done, worst first. It has at most 200 lines, because more is not read there, and GitHub rejects more
 * than a megabyte; {@code report.html} has the rest.
 *
 * @param report the report
 */
record MarkdownReport(Report report) {

    /** With the headings, 200 lines. */
    private static final int MAX_LINES = 130;

    private static final int MAX_MISSING = 5;

    String text() {
        StringBuilder text = new StringBuilder("# RBAC coverage\n\n");
        report.failed()
                .ifPresent(failed ->
                        text.append("**%s**: %s\n\n".formatted(failed, MarkdownText.plain(report.failedTests()))));
        tasks(text);
        missing(text);
        results(text);
        text.append("| | |\n| --- | --- |\n");
        RunAnalysis analysis = report.analysis();
        report.build().rows().forEach(row -> row(text, row.getKey(), MarkdownText.plain(row.getValue())));
        row(text, "requests denied", Figures.denied(analysis));
        row(text, "permissions covered", analysis.coverage().covered());
        row(text, "bindings used", analysis.coverage().used());
        row(text, "mutants killed", analysis.mutations().killed());
        row(text, "equivalent mutants (not counted)", mutants(MutantResult.Status.EQUIVALENT));
        if (mutants(MutantResult.Status.UNDECIDED) > 0) {
            row(text, "mutants not decided (not counted)", mutants(MutantResult.Status.UNDECIDED));
        }
        row(text, "recorded decisions", analysis.decisions());
        row(text, "of them inferred (additional checks)", analysis.inferred());
        row(text, "requests", analysis.requests());
        row(text, "decisions the policy does not explain", analysis.unexplained());
        text.append(MarkdownSection.text(sections(), MAX_LINES, "report.html"));
        return text.toString();
    }

    private void tasks(StringBuilder text) {
        List<Task> tasks = Task.first(report);
        if (!tasks.isEmpty()) {
            text.append("What to do first:\n\n");
            tasks.forEach(task -> text.append("1. **%s**: %s ([%s](%s))\n"
                    .formatted(
                            MarkdownText.plain(task.what()),
                            MarkdownText.plain(task.why()),
                            task.section(),
                            task.anchor())));
            text.append('\n');
        }
    }

    private void missing(StringBuilder text) {
        List<String> missing = report.missing();
        missing.stream()
                .limit(MAX_MISSING)
                .forEach(what -> text.append("**Missing:** " + MarkdownText.plain(what) + "\n\n"));
        if (missing.size() > MAX_MISSING) {
            text.append("**Missing:** ").append(missing.size() - MAX_MISSING).append(" more.\n\n");
        }
    }

    private void results(StringBuilder text) {
        List<Requirement> results = report.requirements();
        if (!results.isEmpty()) {
            text.append("| threshold | required | found | |\n| --- | --- | --- | --- |\n");
            results.forEach(result -> text.append("| ")
                    .append(String.join(" | ", result.what(), result.required(), result.found(), result.verdict()))
                    .append(" |\n"));
            text.append('\n');
        }
    }

    private List<MarkdownSection> sections() {
        RunAnalysis analysis = report.analysis();
        return List.of(
                failedTests(analysis.runRecord().tests().failed()),
                MarkdownSection.list(
                        "Denials",
                        "Requests that were refused to subjects although no test expected it.",
                        analysis.denialsByRule().stream()
                                .map(MarkdownReport::denial)
                                .toList()),
                findings(ReportedFinding.of(analysis)),
                tests(analysis.suggestions(), analysis.runRecord().language()),
                MarkdownSection.list(
                        "Needed by question",
                        "The subject itself, which may rely on the answer, or an assertion asked for them; no request"
                                + " used them.",
                        asked()),
                MarkdownSection.list(
                        "Excess permissions",
                        "Granted, but needed by no request. For a subject that sent none, by no assertion. A "
                                + "permission counts for each subject and binding that has it; the figures above "
                                + "count it once.",
                        excess()));
    }

    /** Returns each failed test with its message, which is shown as it is. */
    private static MarkdownSection failedTests(List<FailedTest> failed) {
        return new MarkdownSection("Failed tests", "", FindingKind.FAILED_TEST.counted(failed.size()), most -> {
            List<FailedTest> first = failed.stream().limit(most).toList();
            return new MarkdownSection.Extract(
                    first.size(),
                    first.stream()
                            .flatMap(test -> Stream.concat(
                                    Stream.of("- " + MarkdownText.plain(test.name())),
                                    test.message()
                                            .lines()
                                            .limit(most)
                                            .filter(line -> !line.isBlank())
                                            .map(line -> "  - " + MarkdownText.code(line.strip()))))
                            .toList());
        });
    }

    private static String denial(Denial denial) {
        StringBuilder text = new StringBuilder(MarkdownText.plain(denial.sentence()));
        if (denial.cause() == Denial.Cause.ADMISSION || denial.cause() == Denial.Cause.AUTHORIZER) {
            text.append("; the server said: ").append(MarkdownText.plain(denial.message()));
        } else if (denial.cause() != Denial.Cause.AUTHORIZATION) {
            text.append("; ").append(denial.cause().words()).append(": ");
            text.append(MarkdownText.code(denial.request().toString()));
        }
        if (denial.test() != null) {
            text.append("; in ").append(MarkdownText.plain(denial.test().name()));
        }
        if (!denial.remedy().advice().isEmpty()) {
            text.append("; ").append(MarkdownText.plain(denial.remedy().advice()));
        }
        if (!denial.remedy().changeInOneLine().isEmpty()) {
            text.append(' ').append(MarkdownText.code(denial.remedy().changeInOneLine()));
        }
        return text.toString();
    }

    /** Returns a line for each subject and rule. */
    private List<String> excess() {
        return report.analysis().leastPrivilege().needs().stream()
                .flatMap(needs -> needs.excessByRule().entrySet().stream()
                        .map(excess -> MarkdownText.plain(needs.subject()) + ": "
                                + MarkdownText.codes(excess.getValue().stream()
                                        .map(Permission::toString)
                                        .toList())
                                + " of " + MarkdownText.plain(place(excess.getKey()))))
                .toList();
    }

    private static String place(SmallestRoles.ExcessRule excess) {
        return excess.rule().id() + " (" + excess.rule().origin() + ") by " + excess.binding()
                + (excess.isNeededInPart() ? ", needed in part" : "");
    }

    /** Returns a line for each subject that asked about its access. */
    private List<String> asked() {
        return report.analysis().leastPrivilege().needs().stream()
                .filter(needs -> !needs.asked().isEmpty())
                .map(needs -> MarkdownText.plain(needs.subject()) + ": "
                        + MarkdownText.codes(
                                needs.asked().stream().map(Object::toString).toList()))
                .toList();
    }

    private MarkdownSection findings(List<ReportedFinding> all) {
        MarkdownFindings findings = MarkdownFindings.of(all, report.analysis(), MAX_LINES);
        return new MarkdownSection(
                "Findings",
                "Rule by rule, worst first: "
                        + String.join(", ", Figures.of(report.analysis(), all).openFindings()) + ".",
                Counted.of(findings.number(), "rule or binding", "rules and bindings"),
                findings::extract);
    }

    /** Returns Java or lines of a table, to be pasted. */
    private static MarkdownSection tests(List<SuggestedAssertion> items, TestLanguage language) {
        boolean isTable = language == TestLanguage.TABLE;
        String intro = "Those that gain most come first, user by user. "
                + (isTable
                        ? "Each line is a case of a table in YAML, for `kubeuser test`."
                        : "`assertThat` is of `KubeAssertions`, and the questions are of `AccessQuery`.");
        Counted number = Counted.of(items.size(), "assertion");
        return new MarkdownSection("Tests that would kill and cover them", intro, number, most -> {
            List<SuggestedAssertion> first = items.stream().limit(most).toList();
            return new MarkdownSection.Extract(
                    first.size(),
                    Stream.of(
                                    Stream.of(isTable ? "```yaml" : "```java"),
                                    SuggestedAssertion.lines(first, language).stream(),
                                    Stream.of("```"))
                            .flatMap(part -> part)
                            .toList());
        });
    }

    private int mutants(MutantResult.Status status) {
        return report.analysis().mutations().of(status).size();
    }

    private static void row(StringBuilder text, String what, Object value) {
        text.append("| ").append(what).append(" | ").append(value).append(" |\n");
    }

    /**
     * What is to be done about each rule and binding, in {@code report.md}: the list of the page's findings.
     *
     * @param number how many rules and bindings there are
     * @param parts the first of them, the worst first
     */
    private record MarkdownFindings(int number, List<Part> parts) {

        /**
         * A rule or a binding.
         *
         * @param heading its name, its file and line, and how many findings of each kind it has
         * @param number how many findings it has
         * @param findings the first of them
         */
        record Part(String heading, int number, List<String> findings) {

            int size(int most) {
                return 1 + Math.min(number, most + 1);
            }

            Stream<String> lines(int most) {
                return Stream.of(
                                Stream.of("- " + heading),
                                findings.stream().limit(most).map(found -> "  - " + found),
                                number > most
                                        ? Stream.of("  - and " + (number - most) + " more in report.html")
                                        : Stream.<String>empty())
                        .flatMap(line -> line);
            }
        }

        /** Returns as much of the list as that many lines can have. */
        static MarkdownFindings of(List<ReportedFinding> findings, RunAnalysis analysis, int mostLines) {
            PolicyParts parts = PolicyParts.of(analysis);
            Set<PolicyPlace> unbound = analysis.coverage().rules().stream()
                    .filter(rule -> !rule.isBound())
                    .map(RuleCoverage::rule)
                    .map(PolicyPlace::of)
                    .collect(Collectors.toSet());
            Collection<List<ReportedFinding>> places = findings.stream()
                    .filter(found -> found.kind().isOpen())
                    .collect(Collectors.groupingBy(ReportedFinding::place, LinkedHashMap::new, Collectors.toList()))
                    .values();
            return new MarkdownFindings(
                    places.size(),
                    places.stream()
                            .limit(mostLines)
                            .map(found -> part(
                                    found, parts, unbound.contains(found.get(0).place()), mostLines))
                            .toList());
        }

        private static Part part(List<ReportedFinding> found, PolicyParts parts, boolean isUnbound, int mostLines) {
            PolicyParts.Part part = parts.at(found.get(0).place()).orElseThrow();
            return new Part(
                    MarkdownText.plain(
                            part.title() + " (" + part.origin() + ")" + (isUnbound ? ", which no binding grants" : "")
                                    + ": " + String.join(", ", ReportedFinding.counts(found))),
                    found.size(),
                    found.stream()
                            .limit(mostLines)
                            .map(each -> line(each, part.origin()))
                            .toList());
        }

        private static String line(ReportedFinding found, Origin part) {
            return found.kind().counted(1).noun() + ": "
                    + (found.kind().isOfPermission()
                            ? MarkdownText.code(found.text())
                            : MarkdownText.plain(found.text()))
                    + (found.line() == part.line() ? "" : " (line " + found.line() + ")")
                    + (found.link() == null ? "" : " ([Kubernetes documentation](" + found.link() + "))")
                    + (found.suggestion() == null
                            ? ""
                            : ": " + MarkdownText.code(found.suggestion().source()));
        }

        /**
         * Returns the list in at most that many lines. If it is cut, so are its parts: none is to crowd out the others.
         */
        MarkdownSection.Extract extract(int mostLines) {
            int length = MarkdownSection.longest(mostLines, this::size);
            return new MarkdownSection.Extract(
                    Math.min(parts.size(), length),
                    parts.stream()
                            .limit(length)
                            .flatMap(part -> part.lines(length))
                            .toList());
        }

        private int size(int length) {
            return parts.stream()
                    .limit(length)
                    .mapToInt(part -> part.size(length))
                    .sum();
        }
    }
}
