// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.report.internal;

import dev.kubeuser.analysis.internal.Coverage.BindingCoverage;
import dev.kubeuser.analysis.internal.Coverage.PermissionCoverage;
import dev.kubeuser.analysis.internal.Coverage.RuleCoverage;
import dev.kubeuser.analysis.internal.Mutation.Mutant;
import dev.kubeuser.analysis.internal.MutationAnalysis.MutantResult;
import dev.kubeuser.analysis.internal.PolicyPlace;
import dev.kubeuser.analysis.internal.RunAnalysis;
import dev.kubeuser.analysis.internal.SuggestedAssertion.Suggestion;
import dev.kubeuser.base.internal.Counted;
import dev.kubeuser.lint.internal.Finding;
import dev.kubeuser.lint.internal.PolicyFindings.PolicyFinding;
import dev.kubeuser.lint.internal.SarifReport;
import dev.kubeuser.rbac.Grant;
import dev.kubeuser.rbac.Origin;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.escalation.EscalationFinding;
import dev.kubeuser.rbac.escalation.RiskFinding;
import dev.kubeuser.record.internal.Denial;
import dev.kubeuser.record.internal.PolicyObject;
import dev.kubeuser.report.internal.SourceObject.PolicyParts;
import dev.kubeuser.run.TestCase;
import dev.kubeuser.run.internal.OwnNamespaces;
import dev.kubeuser.run.internal.RunningTests.FailedTest;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What was found in the policy or its tests, at a rule or a binding, or in a file of authentication. It is the same in
 * all files of a report.
 *
 * @param kind the kind
 * @param place the rule or binding
 * @param object the role or binding by its name, or the test of a denial
 * @param text what was found, described alike in each run
 * @param origin its file and line
 * @param suggestion an assertion that would help, if one is known
 * @param link a page of Kubernetes about it, if there is one
 * @param tests the tests that it is about, for a killed mutant
 * @param tags the identifiers that other scanners have for it
 */
record ReportedFinding(
        FindingKind kind,
        PolicyPlace place,
        String object,
        String text,
        Origin origin,
        @Nullable Suggestion suggestion,
        @Nullable String link,
        List<TestCase> tests,
        List<String> tags)
        implements Finding {

    /** A finding that neither Kubernetes nor other scanners know, and that no test is about. */
    ReportedFinding(
            FindingKind kind,
            PolicyPlace place,
            String object,
            String text,
            Origin origin,
            @Nullable Suggestion suggestion) {
        this(kind, place, object, text, origin, suggestion, null, List.of(), List.of());
    }

    int line() {
        return origin.line();
    }

    @Override
    public Category category() {
        return kind.category();
    }

    @Override
    public String summary() {
        return kind.title() + ": " + text + " in " + object;
    }

    @Override
    public String annotation() {
        return summary()
                + (origin.rendering() == null ? "" : ", " + origin)
                + (suggestion == null ? "" : ". " + advice(suggestion));
    }

    private String advice(Suggestion covering) {
        return "This assertion would " + (kind == FindingKind.SURVIVING_MUTANT ? "kill" : "cover") + " it: "
                + covering.source()
                + (covering.parameters().isEmpty()
                        ? ""
                        : " in a test with " + String.join(", ", covering.parameters()));
    }

    @Override
    public String identity() {
        return object + "\n" + text;
    }

    /** Returns findings for code hosts, of the worst those that GitHub takes. */
    static String sarif(List<ReportedFinding> findings, Optional<String> failed) {
        return SarifReport.text(
                "kubeuser",
                Arrays.stream(FindingKind.values())
                        .filter(FindingKind::isOpen)
                        .map(FindingKind::category)
                        .toList(),
                findings,
                failed,
                left -> "These are the worst " + SarifReport.MAX_RESULTS + " of " + findings.size()
                        + " results, because GitHub stores at most 5,000 per run. Left out, and in report.html and"
                        + " report.json: "
                        + left.stream()
                                .collect(Collectors.groupingBy(
                                        found -> found.category().id(), LinkedHashMap::new, Collectors.counting()))
                                .entrySet()
                                .stream()
                                .map(kind -> kind.getValue() + " " + kind.getKey())
                                .collect(Collectors.joining(", ")));
    }

    /**
     * Returns all findings in the policy, rule by rule: first the rules with the worst findings, and of them those with
     * the most. Findings of one rule are ordered by kind. What is alike is in the order of the policy.
     */
    static List<ReportedFinding> of(RunAnalysis analysis) {
        return inPolicy(analysis)
                .sorted(Comparator.comparing(ReportedFinding::kind))
                .collect(Collectors.groupingBy(ReportedFinding::place, LinkedHashMap::new, Collectors.toList()))
                .values()
                .stream()
                .sorted(Comparator.comparing(ReportedFinding::worst)
                        .thenComparing(ReportedFinding::open, Comparator.reverseOrder()))
                .flatMap(List::stream)
                .toList();
    }

    /**
     * Returns what there is to do, failed tests and denials too, the worst first; what is of one kind is in the order
     * of the policy.
     */
    static List<ReportedFinding> toDo(RunAnalysis analysis) {
        return Stream.of(
                        analysis.runRecord().tests().failed().stream().flatMap(failed -> of(failed, analysis)),
                        analysis.denialsByRule().stream().flatMap(denial -> of(denial, analysis)),
                        inPolicy(analysis))
                .flatMap(found -> found)
                .filter(found -> found.kind().isOpen())
                .sorted(Comparator.comparing(ReportedFinding::kind))
                .toList();
    }

    private static Stream<ReportedFinding> inPolicy(RunAnalysis analysis) {
        PolicyParts written = PolicyParts.of(analysis);
        return Stream.of(
                        analysis.paths().stream().flatMap(path -> of(path, written, analysis)),
                        analysis.findings().stream().map(ReportedFinding::of),
                        analysis.mutations().results().stream().map(ReportedFinding::of),
                        analysis.coverage().rules().stream().flatMap(rule -> of(rule, analysis)),
                        analysis.coverage().bindings().stream().flatMap(binding -> of(binding, written, analysis)),
                        analysis.risks().stream().map(ReportedFinding::of))
                .flatMap(found -> found);
    }

    private static FindingKind worst(List<ReportedFinding> ofRule) {
        return ofRule.get(0).kind();
    }

    private static long open(List<ReportedFinding> ofRule) {
        return ofRule.stream().filter(found -> found.kind().isOpen()).count();
    }

    /** Returns how many there are of each kind, for example {@code 2 surviving mutants}. */
    static List<String> counts(List<ReportedFinding> findings) {
        return Arrays.stream(FindingKind.values())
                .map(kind -> kind.counted(
                        findings.stream().filter(found -> found.kind() == kind).count()))
                .filter(counted -> counted.number() > 0)
                .map(Counted::toString)
                .toList();
    }

    /** Returns a failed test at the beginning of the policy, for a code host has no place without a file. */
    private static Stream<ReportedFinding> of(FailedTest failed, RunAnalysis analysis) {
        return beginning(analysis)
                .map(origin -> new ReportedFinding(
                        FindingKind.FAILED_TEST,
                        PolicyPlace.of(origin, OptionalInt.empty()),
                        failed.name(),
                        failed.message(),
                        origin,
                        null));
    }

    private static Stream<Origin> beginning(RunAnalysis analysis) {
        return analysis.runRecord().writtenObjects().stream()
                .map(PolicyObject::origin)
                .limit(1);
    }

    /** Returns a denial at the rule or role that the advice names, or else at the beginning of the policy. */
    private static Stream<ReportedFinding> of(Denial denial, RunAnalysis analysis) {
        if (!denial.cause().isOfAuthorization()) {
            return Stream.empty();
        }
        Origin named = denial.remedy().place();
        Stream<Origin> place = named == null ? beginning(analysis) : Stream.of(named);
        String change = denial.remedy().changeInOneLine();
        return place.map(origin -> new ReportedFinding(
                FindingKind.DENIAL,
                PolicyPlace.of(origin, OptionalInt.empty()),
                denial.test() == null ? "no known test" : denial.test().name(),
                denial.subject() + " may not " + denial.what() + "; "
                        + denial.remedy().advice() + (change.isEmpty() ? "" : " " + change),
                origin,
                null));
    }

    /** Returns an escalation path at its first rule; if that is in no file, at the first binding of the subject. */
    private static Stream<ReportedFinding> of(EscalationFinding found, PolicyParts written, RunAnalysis analysis) {
        OwnNamespaces namespaces = analysis.runRecord().namespaces();
        Stream<ReportedFinding> ofRule = found.begin().map(Grant::rule).filter(rule -> rule.origin() != null).stream()
                .map(rule -> of(
                        found,
                        PolicyPlace.of(rule),
                        rule.id().role().toString(),
                        Objects.requireNonNull(rule.origin()),
                        namespaces));
        Stream<ReportedFinding> ofBinding = analysis.coverage().bindings().stream()
                .filter(covered -> covered.binding().subjects().contains(found.subject()))
                .map(covered -> of(
                        found,
                        PolicyPlace.of(covered.binding()),
                        covered.binding().id().toString(),
                        written.name(covered),
                        namespaces));
        return Stream.concat(ofRule, ofBinding).limit(1);
    }

    private static ReportedFinding of(
            EscalationFinding found, PolicyPlace place, String object, Origin origin, OwnNamespaces namespaces) {
        return new ReportedFinding(
                FindingKind.ESCALATION_PATH,
                place,
                namespaces.written(object),
                namespaces.written(found + ": " + found.path()
                        + (found.cuts().isEmpty()
                                ? ""
                                : "; to close it, " + found.cuts().get(0))),
                origin,
                null,
                found.path().steps().get(0).technique().link().toString(),
                List.of(),
                found.tags());
    }

    private static ReportedFinding of(PolicyFinding found) {
        return new ReportedFinding(
                FindingKind.of(found.kind()),
                PolicyPlace.of(found.origin(), found.rule()),
                found.part(),
                found.problem(),
                found.origin(),
                null);
    }

    private static ReportedFinding of(MutantResult result) {
        Mutant mutant = result.mutant();
        return new ReportedFinding(
                FindingKind.of(result.status()),
                PolicyPlace.of(mutant.origin(), mutant.rule()),
                mutant.object(),
                mutant.description(),
                mutant.origin(),
                result.suggestion(),
                null,
                result.killedBy(),
                List.of());
    }

    /** Returns the permissions of a rule that are not covered, and those that are redundant. */
    private static Stream<ReportedFinding> of(RuleCoverage rule, RunAnalysis analysis) {
        return IntStream.range(0, rule.permissions().size())
                .boxed()
                .flatMap(index -> of(rule, index, analysis.covering().ofPermission(rule.rule(), index)));
    }

    private static Stream<ReportedFinding> of(RuleCoverage rule, int index, Optional<Suggestion> suggestion) {
        PermissionCoverage covered = rule.permissions().get(index);
        boolean isOpen = rule.isBound() && covered.isAsked() && !covered.isCovered();
        return Stream.of(
                        !isOpen ? null : of(rule, covered, FindingKind.NOT_COVERED, suggestion.orElse(null)),
                        covered.isRedundant() ? of(rule, covered, FindingKind.REDUNDANT_PERMISSION, null) : null)
                .filter(Objects::nonNull);
    }

    private static ReportedFinding of(
            RuleCoverage rule, PermissionCoverage covered, FindingKind kind, @Nullable Suggestion suggestion) {
        return new ReportedFinding(
                kind,
                PolicyPlace.of(rule.rule()),
                rule.rule().id().role().toString(),
                covered.permission().toString(),
                Objects.requireNonNull(rule.rule().origin()),
                suggestion);
    }

    /** Returns the binding if it was never used, or else its subjects that were not, each at its own line. */
    private static Stream<ReportedFinding> of(BindingCoverage covered, PolicyParts written, RunAnalysis analysis) {
        return covered.isUsed()
                ? covered.unusedSubjects().stream()
                        .map(subject -> unused(
                                covered,
                                subject.toString(),
                                written.subject(covered, subject),
                                analysis.covering().ofSubject(covered, subject)))
                : Stream.of(unused(
                        covered,
                        "the whole binding",
                        written.name(covered),
                        analysis.covering().ofBinding(covered).findFirst()));
    }

    private static ReportedFinding unused(
            BindingCoverage covered, String what, Origin origin, Optional<Suggestion> suggestion) {
        return new ReportedFinding(
                FindingKind.UNUSED_BINDING,
                PolicyPlace.of(covered.binding()),
                covered.binding().id().toString(),
                what,
                origin,
                suggestion.orElse(null));
    }

    private static ReportedFinding of(RiskFinding found) {
        RbacRule rule = found.rule();
        return new ReportedFinding(
                FindingKind.RISKY_PERMISSION,
                PolicyPlace.of(rule),
                rule.id().role().toString(),
                found.risk().id() + ": " + found.risk().why(),
                Objects.requireNonNull(rule.origin()),
                null,
                found.risk().link().toString(),
                List.of(),
                found.risk().tags());
    }
}
