package dev.kubeuser.report.internal;

import dev.kubeuser.analysis.internal.RunAnalysis;
import dev.kubeuser.analysis.internal.Thresholds.Requirement;
import dev.kubeuser.base.internal.Counted;
import dev.kubeuser.coverage.internal.SuggestedAssertion;
import dev.kubeuser.coverage.internal.SuggestedTests;
import dev.kubeuser.finding.internal.MarkdownSection;
import dev.kubeuser.finding.internal.MarkdownText;
import dev.kubeuser.mutants.internal.MutantResult;
import dev.kubeuser.record.internal.TestLanguage;
import java.util.List;
import java.util.stream.Stream;

/**
 * The report in Markdown, for the page of a CI job: first whether tests failed, then the tasks, the numbers, then all that is to be
 * done, worst first. It has at most 200 lines, because nobody reads more there, and GitHub refuses more than a megabyte; {@code report.html} has
 * the rest.
 *
 * @param report the report
 */
record MarkdownReport(Report report) {

    /** With the headings, 200 lines. */
    private static final int MOST_LINES = 130;

    private static final int MOST_MISSING = 5;

    String text() {
        StringBuilder text = new StringBuilder("# RBAC coverage\n\n");
        report.failed()
                .ifPresent(failed -> text.append("**")
                        .append(failed)
                        .append("**: ")
                        .append(MarkdownText.plain(report.failedTests()))
                        .append("\n\n"));
        tasks(text);
        missing(text);
        results(text);
        text.append("| | |\n| --- | --- |\n");
        RunAnalysis analysis = report.analysis();
        report.build().rows().forEach(row -> row(text, row.getKey(), MarkdownText.plain(row.getValue())));
        row(text, "requests denied", Advice.denied(analysis.denials()));
        row(text, "permissions covered", analysis.coverage().covered());
        row(text, "bindings used", analysis.coverage().used());
        row(text, "mutants killed", analysis.mutations().killed());
        row(text, "equivalent mutants (not counted)", mutants(MutantResult.Status.EQUIVALENT));
        if (mutants(MutantResult.Status.UNDECIDED) > 0) {
            row(text, "mutants not decided (not counted)", mutants(MutantResult.Status.UNDECIDED));
        }
        row(text, "recorded decisions", analysis.decisions());
        row(text, "of them inferred (second checks)", analysis.inferred());
        row(text, "requests", analysis.requests());
        row(text, "decisions the policy does not explain", analysis.unexplained());
        text.append(MarkdownSection.text(sections(), MOST_LINES, "report.html"));
        return text.toString();
    }

    private void tasks(StringBuilder text) {
        List<Task> tasks = Task.first(report);
        if (!tasks.isEmpty()) {
            text.append("What to do first:\n\n");
            tasks.forEach(task -> text.append("1. **")
                    .append(MarkdownText.plain(task.what()))
                    .append("**: ")
                    .append(MarkdownText.plain(task.why()))
                    .append(" ([")
                    .append(task.section())
                    .append("](")
                    .append(task.anchor())
                    .append("))\n"));
            text.append('\n');
        }
    }

    private void missing(StringBuilder text) {
        List<String> missing = report.missing();
        missing.stream()
                .limit(MOST_MISSING)
                .forEach(what -> text.append("**Missing:** ")
                        .append(MarkdownText.plain(what))
                        .append("\n\n"));
        if (missing.size() > MOST_MISSING) {
            text.append("**Missing:** ").append(missing.size() - MOST_MISSING).append(" more.\n\n");
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
                MarkdownSection.list(
                        "Denials",
                        "Requests that were refused to subjects although no test expected it.",
                        Advice.denials(analysis.denialsByRule())),
                findings(ReportedFinding.of(analysis)),
                tests(analysis.suggestions(), analysis.runRecord().language()),
                MarkdownSection.list(
                        "Needed by question",
                        "The subject itself, which may rely on the answer, or an assertion asked for them; no request"
                                + " used them.",
                        Advice.asked(analysis.leastPrivilege())),
                MarkdownSection.list(
                        "Excess permissions",
                        "Granted, but needed by no request. For a subject that sent none, by no assertion. A permission counts for each"
                                + " subject and binding that has it; the figures above count it once.",
                        Advice.excess(analysis.leastPrivilege())));
    }

    private MarkdownSection findings(List<ReportedFinding> all) {
        MarkdownFindings findings = MarkdownFindings.of(all, report.analysis(), MOST_LINES);
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
                                    SuggestedTests.of(first, language).lines().stream(),
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
}
