package dev.kubeuser.report;

import dev.kubeuser.coverage.MutantResult;
import dev.kubeuser.coverage.MutantStatus;
import dev.kubeuser.coverage.internal.BindingCoverage;
import dev.kubeuser.coverage.internal.PermissionCoverage;
import dev.kubeuser.coverage.internal.RuleCoverage;
import dev.kubeuser.coverage.internal.RunAnalysis;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The report in Markdown: first the numbers, then what to do about them.
 *
 * @param analysis what it is about
 */
record MarkdownReport(RunAnalysis analysis) {

    String text() {
        StringBuilder text = new StringBuilder("# What the tests proved about the policy\n\n");
        text.append("| | |\n| --- | --- |\n");
        row(text, "permissions exercised", analysis.coverage().exercised());
        row(text, "bindings used", analysis.coverage().used());
        row(text, "mutants killed", analysis.mutations().killed());
        row(text, "mutants with which nobody can do more or less, not counted", equivalent());
        row(text, "answers that this rests on", analysis.decisions());
        row(text, "requests", analysis.requests());
        row(text, "answers that the policy does not explain", analysis.unexplained());
        section(text, "Never exercised", permissions(covered -> !covered.isExercised()));
        section(text, "Redundant: other rules allow the same", permissions(PermissionCoverage::isRedundant));
        section(text, "Bindings and subjects never used", unused());
        section(
                text,
                "Mistakes that no test would notice",
                analysis.mutations().of(MutantStatus.SURVIVED).stream()
                        .map(MarkdownReport::survivor)
                        .toList());
        suggestions(text);
        section(
                text,
                "Granted beyond what was needed",
                "Needed is what somebody really did; of who did nothing, what assertions say that they can.",
                Advice.excess(analysis.leastPrivilege()));
        section(text, "Risky permissions", Advice.risks(analysis.risks()));
        return text.toString();
    }

    private int equivalent() {
        return analysis.mutations().of(MutantStatus.EQUIVALENT).size();
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
            text.append("\nThese assertions would:\n\n```java\n");
            suggestions.forEach(suggestion -> text.append(suggestion).append('\n'));
            text.append("```\n");
        }
    }
}
