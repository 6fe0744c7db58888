package dev.kubeuser.report.internal;

import dev.kubeuser.coverage.MutantResult;
import dev.kubeuser.coverage.internal.analysis.BindingCoverage;
import dev.kubeuser.coverage.internal.analysis.PermissionCoverage;
import dev.kubeuser.coverage.internal.analysis.RuleCoverage;
import dev.kubeuser.coverage.internal.analysis.RunAnalysis;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The report in Markdown: first the numbers, then what to do about them.
 *
 * @param analysis the analysis of the run
 */
record MarkdownReport(RunAnalysis analysis) {

    String text() {
        StringBuilder text = new StringBuilder("# RBAC coverage\n\n");
        text.append("| | |\n| --- | --- |\n");
        row(text, "permissions covered", analysis.coverage().covered());
        row(text, "bindings used", analysis.coverage().used());
        row(text, "mutants killed", analysis.mutations().killed());
        row(text, "equivalent mutants (not counted)", equivalent());
        row(text, "recorded decisions", analysis.decisions());
        row(text, "of them inferred (second checks)", analysis.inferred());
        row(text, "requests", analysis.requests());
        row(text, "decisions the policy does not explain", analysis.unexplained());
        section(text, "Not covered", permissions(covered -> !covered.isCovered()));
        section(text, "Redundant permissions", permissions(PermissionCoverage::isRedundant));
        section(text, "Bindings and subjects never used", unused());
        section(
                text,
                "Surviving mutants",
                analysis.mutations().of(MutantResult.Status.SURVIVED).stream()
                        .map(MarkdownReport::survivor)
                        .toList());
        suggestions(text);
        section(
                text,
                "Excess permissions",
                "Granted, but needed by no request. For a subject that sent none, by no assertion.",
                Advice.excess(analysis.leastPrivilege()));
        section(text, "Risky permissions", Advice.risks(analysis.risks()));
        section(
                text,
                "Policy findings",
                "Kubernetes takes it, and it means nothing in this cluster.",
                Advice.findings(analysis.findings()));
        return text.toString();
    }

    private int equivalent() {
        return analysis.mutations().of(MutantResult.Status.EQUIVALENT).size();
    }

    private static void row(StringBuilder text, String what, Object value) {
        text.append("| ").append(what).append(" | ").append(value).append(" |\n");
    }

    private static void section(StringBuilder text, String title, List<String> items) {
        section(text, title, "", items);
    }

    private static void section(StringBuilder text, String title, String rule, List<String> items) {
        if (!items.isEmpty()) {
            text.append("\n## ").append(title).append("\n\n");
            text.append(rule).append(rule.isEmpty() ? "" : "\n\n");
            items.forEach(item -> text.append("- ").append(item).append('\n'));
        }
    }

    private List<String> permissions(Predicate<PermissionCoverage> wanted) {
        return analysis.coverage().rules().stream()
                .flatMap(rule -> rule.permissions().stream()
                        .filter(wanted)
                        .map(covered -> MarkdownText.code(covered.permission().toString()) + " of " + place(rule)
                                + (rule.isBound() ? "" : ", which no binding grants")))
                .toList();
    }

    private static String place(RuleCoverage rule) {
        return MarkdownText.plain(rule.rule().id() + " (" + rule.rule().origin() + ")");
    }

    private List<String> unused() {
        return analysis.coverage().bindings().stream()
                .flatMap(MarkdownReport::unused)
                .toList();
    }

    private static Stream<String> unused(BindingCoverage covered) {
        String place = covered.binding().id() + " (" + covered.binding().origin() + ")";
        return covered.isUsed()
                ? covered.unusedSubjects().stream().map(subject -> MarkdownText.plain(subject + " of " + place))
                : Stream.of(MarkdownText.plain(place));
    }

    private static String survivor(MutantResult result) {
        return MarkdownText.plain(result.mutant().object() + " "
                + result.mutant().description() + " (" + result.mutant().origin() + ")");
    }

    private void suggestions(StringBuilder text) {
        Set<String> suggestions = analysis.suggestions();
        if (!suggestions.isEmpty()) {
            text.append("\nThese assertions would kill them:\n\n```java\n");
            suggestions.forEach(suggestion -> text.append(suggestion).append('\n'));
            text.append("```\n");
        }
    }
}
