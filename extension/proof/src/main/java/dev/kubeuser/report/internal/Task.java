// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.report.internal;

import dev.kubeuser.analysis.internal.RunAnalysis;
import dev.kubeuser.analysis.internal.SuggestedAssertion;
import dev.kubeuser.base.internal.Counted;
import dev.kubeuser.lint.internal.PolicyFindings.PolicyFinding;
import dev.kubeuser.rbac.Grant;
import dev.kubeuser.rbac.escalation.EscalationFinding;
import dev.kubeuser.rbac.escalation.RiskFinding;
import dev.kubeuser.record.internal.Denial;
import dev.kubeuser.record.internal.RunRecord.RunPlace.TestLanguage;
import dev.kubeuser.run.internal.OwnNamespaces;
import dev.kubeuser.run.internal.RunningTests.FailedTest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is to be done first, and why: at most one task of a kind.
 *
 * @param what what to do, for example {@code Remove rule 2 of Role ci/runners}
 * @param why why, as the rest of the sentence
 * @param part the part of {@code report.html} that has it all
 * @param section the section of {@code report.md} that has it all
 */
record Task(String what, String why, String part, String section) {

    private static final int MAX_TASKS = 5;

    private static final String FINDINGS = "Findings";

    /** Returns the first tasks, the worst first; none if nothing is to be done. */
    static List<Task> first(Report report) {
        RunAnalysis analysis = report.analysis();
        Figures figures = Figures.of(analysis);
        return Stream.of(
                        failure(report),
                        path(report),
                        denial(analysis, figures),
                        risk(report),
                        policyFinding(analysis, figures, PolicyFinding.Kind.UNKNOWN),
                        report.failed().isPresent() ? Optional.<Task>empty() : test(analysis, figures),
                        report.failed().isPresent() ? Optional.<Task>empty() : removal(analysis, figures),
                        policyFinding(analysis, figures, PolicyFinding.Kind.NOT_GRANTED),
                        policyFinding(analysis, figures, PolicyFinding.Kind.NEVER_ASKED))
                .flatMap(Optional::stream)
                .limit(MAX_TASKS)
                .toList();
    }

    private static Optional<Task> failure(Report report) {
        List<FailedTest> failed = report.analysis().runRecord().tests().failed();
        return failed.stream()
                .findFirst()
                .map(first -> new Task(
                        "Make " + first.name() + " pass",
                        first.inShort() + ofAll(FindingKind.FAILED_TEST.counted(failed.size())),
                        "tests",
                        "Failed tests"));
    }

    private static Optional<Task> path(Report report) {
        OwnNamespaces namespaces = report.analysis().runRecord().namespaces();
        return report.worstPath().map(worst -> {
            EscalationFinding path = report.paths().get(0);
            return new Task(
                    path.cuts().isEmpty()
                            ? "Close the path of " + path.subject()
                            : capitalised(namespaces.written(path.cuts().get(0).toString())),
                    worst + begin(path, namespaces) + ": "
                            + namespaces.written(path.path().toString()),
                    "paths",
                    FINDINGS);
        });
    }

    /** Returns the rule that is the cause, whatever is the least change. */
    private static String begin(EscalationFinding path, OwnNamespaces namespaces) {
        return path.begin()
                .map(Grant::rule)
                .map(rule -> " by "
                        + namespaces.written(rule.id() + (rule.origin() == null ? "" : " (" + rule.origin() + ")")))
                .orElse("");
    }

    private static Optional<Task> denial(RunAnalysis analysis, Figures figures) {
        return analysis.denialsByRule().stream()
                .filter(denial -> denial.cause().isOfAuthorization())
                .findFirst()
                .map(denial -> new Task(
                        allowing(denial),
                        denial.sentence() + ofAll(FindingKind.DENIAL.counted(figures.denied())),
                        "denials",
                        "Denials"));
    }

    private static String allowing(Denial denial) {
        String change = denial.remedy().changeInOneLine();
        return denial.remedy().advice().isEmpty()
                ? "Look at a refused request"
                : capitalised(denial.remedy().advice()) + (change.isEmpty() ? "" : " " + change);
    }

    private static Optional<Task> risk(Report report) {
        RunAnalysis analysis = report.analysis();
        List<RiskFinding> risks = report.thresholds().acceptedRisks() == null
                ? analysis.risks()
                : report.thresholds().unacceptedRisks(analysis);
        return risks.stream()
                .findFirst()
                .map(found -> new Task(
                        "Remove or accept " + found.risk().id() + " in "
                                + found.rule().id(),
                        found.risk().why() + ofAll(FindingKind.RISKY_PERMISSION.counted(risks.size())),
                        "findings",
                        FINDINGS));
    }

    private static Optional<Task> policyFinding(RunAnalysis analysis, Figures figures, PolicyFinding.Kind kind) {
        FindingKind ofPage = FindingKind.of(kind);
        return analysis.findings().stream()
                .filter(found -> found.kind() == kind)
                .findFirst()
                .map(found -> new Task(
                        switch (kind) {
                                    case UNKNOWN -> "Correct or remove what has no effect in ";
                                    case NOT_GRANTED -> "Bind or remove ";
                                    case NEVER_ASKED -> "Take the verbs that nobody asks for out of ";
                                }
                                + found.part(),
                        found.problem() + ofAll(ofPage.counted(figures.of(ofPage))),
                        "findings",
                        FINDINGS));
    }

    private static Optional<Task> test(RunAnalysis analysis, Figures figures) {
        String lacking =
                counts(figures, FindingKind.SURVIVING_MUTANT, FindingKind.NOT_COVERED, FindingKind.UNUSED_BINDING);
        if (lacking.isEmpty()) {
            return Optional.empty();
        }
        boolean isTable = analysis.runRecord().language() == TestLanguage.TABLE;
        Optional<SuggestedAssertion> best = analysis.suggestions().stream().findFirst();
        return Optional.of(
                best.isPresent()
                        ? new Task(
                                (isTable ? "Add to the table: " : "Add ")
                                        + best.get().suggestion().source().replaceFirst(";$", ""),
                                best.get().gains() + "; there are " + lacking,
                                "findings",
                                "Tests that would kill and cover them")
                        : new Task("Add tests, or remove what they lack", lacking, "findings", FINDINGS));
    }

    private static Optional<Task> removal(RunAnalysis analysis, Figures figures) {
        long excess = analysis.leastPrivilege().needs().stream()
                .mapToLong(needs -> needs.excess().size())
                .sum();
        String redundant = counts(figures, FindingKind.REDUNDANT_PERMISSION);
        if (excess == 0) {
            return redundant.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Task("Remove what other rules allow too", redundant, "findings", FINDINGS));
        }
        return Optional.of(new Task(
                "Narrow the policy",
                Counted.of(excess, "permission")
                        + " that subjects have and no test needs, counted for each subject and binding"
                        + (redundant.isEmpty() ? "" : "; " + redundant),
                "needs",
                "Excess permissions"));
    }

    private static String counts(Figures figures, FindingKind... kinds) {
        return Stream.of(kinds)
                .map(kind -> kind.counted(figures.of(kind)))
                .filter(counted -> counted.number() > 0)
                .map(Counted::toString)
                .collect(Collectors.joining(", "));
    }

    private static String ofAll(Counted all) {
        return all.number() == 1 ? "" : " (1 of " + all + ")";
    }

    private static String capitalised(String clause) {
        return Character.toUpperCase(clause.charAt(0)) + clause.substring(1);
    }

    /** Returns the address of its section in Markdown. */
    String anchor() {
        return "#" + section.toLowerCase(Locale.ROOT).replace(' ', '-');
    }
}
