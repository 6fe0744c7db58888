package dev.kubeuser.report.internal;

import dev.kubeuser.coverage.MutantResult;
import dev.kubeuser.coverage.Suggestion;
import dev.kubeuser.coverage.internal.analysis.BindingCoverage;
import dev.kubeuser.coverage.internal.analysis.PermissionCoverage;
import dev.kubeuser.coverage.internal.analysis.PolicyFinding;
import dev.kubeuser.coverage.internal.analysis.RuleCoverage;
import dev.kubeuser.coverage.internal.analysis.RunAnalysis;
import dev.kubeuser.coverage.internal.recording.Denial;
import dev.kubeuser.coverage.internal.recording.PolicyObject;
import dev.kubeuser.rbac.Origin;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A place where the policy or its tests could be better.
 *
 * @param kind the kind
 * @param subject the permission, binding or mutant that it is about, described alike in each run
 * @param object the role or binding
 * @param origin its file and line
 * @param suggestion an assertion that would help, if one is known
 */
record Shortcoming(
        Kind kind,
        String subject,
        String object,
        Origin origin,
        @Nullable Suggestion suggestion) {

    /** The kinds, the worst first. */
    enum Kind {
        DENIAL(
                "denial",
                "error",
                "Request denied",
                "Add the rule that is named, or have the subject not send the request."),
        POLICY_FINDING(
                "policy-finding",
                "warning",
                "Policy finding",
                "Kubernetes accepts it, but it has no effect in this cluster: correct or remove it."),
        SURVIVING_MUTANT(
                "surviving-mutant", "warning", "Surviving mutant", "Add the suggested assertion, or one like it."),
        NOT_COVERED(
                "not-covered",
                "warning",
                "Permission not covered",
                "Remove the permission, or add a test that covers it."),
        UNUSED_BINDING(
                "unused-binding",
                "warning",
                "Binding or subject never used",
                "Remove it, or add a test in which it allows something."),
        REDUNDANT(
                "redundant-permission",
                "note",
                "Redundant permission",
                "Other rules allow the same. Remove it if those rules are to stay."),
        NOT_GRANTED(
                "not-granted",
                "note",
                "Role not granted",
                "It gives nobody anything. Bind it to a subject, or remove it."),
        NEVER_ASKED("never-asked", "note", "Verb never asked for", "The API server never asks for it. Remove it.");

        private final String id;
        private final String level;
        private final String title;
        private final String help;

        Kind(String id, String level, String title, String help) {
            this.id = id;
            this.level = level;
            this.title = title;
            this.help = help;
        }

        /** Returns the severity, as a level of SARIF. */
        String level() {
            return level;
        }

        /** Returns what to do about it. */
        String help() {
            return help;
        }

        String id() {
            return id;
        }

        String title() {
            return title;
        }
    }

    /** Returns all shortcomings, the worst first; those of one kind are in the order of the policy. */
    static List<Shortcoming> of(RunAnalysis analysis) {
        WrittenBindings written = WrittenBindings.of(analysis.runRecord());
        return Stream.of(
                        analysis.denials().stream().flatMap(denial -> of(denial, analysis)),
                        analysis.mutations().of(MutantResult.Status.SURVIVED).stream()
                                .map(Shortcoming::survivor),
                        analysis.findings().stream().map(Shortcoming::of),
                        analysis.coverage().rules().stream().flatMap(rule -> of(rule, analysis)),
                        analysis.coverage().bindings().stream().flatMap(binding -> of(binding, written, analysis)))
                .flatMap(found -> found)
                .sorted(Comparator.comparing(Shortcoming::kind))
                .toList();
    }

    /** Returns a denial at the rule or role that the advice names, or else at the beginning of the policy. */
    private static Stream<Shortcoming> of(Denial denial, RunAnalysis analysis) {
        if (!denial.cause().isOfAuthorization()) {
            return Stream.empty();
        }
        Origin named = denial.remedy().place();
        Stream<Origin> place = named == null
                ? analysis.runRecord().writtenObjects().stream()
                        .map(PolicyObject::origin)
                        .limit(1)
                : Stream.of(named);
        String change = denial.remedy().changeInOneLine();
        return place.map(origin -> new Shortcoming(
                Kind.DENIAL,
                denial.subject() + " may not " + denial.what() + "; "
                        + denial.remedy().advice() + (change.isEmpty() ? "" : " " + change),
                denial.test() == null ? "no known test" : denial.test().name(),
                origin,
                null));
    }

    private static Shortcoming of(PolicyFinding found) {
        Kind kind = switch (found.kind()) {
            case UNKNOWN -> Kind.POLICY_FINDING;
            case NOT_GRANTED -> Kind.NOT_GRANTED;
            case NEVER_ASKED -> Kind.NEVER_ASKED;
        };
        return new Shortcoming(kind, found.problem(), found.part(), found.origin(), null);
    }

    private static Shortcoming survivor(MutantResult result) {
        return new Shortcoming(
                Kind.SURVIVING_MUTANT,
                result.mutant().description(),
                result.mutant().object(),
                result.mutant().origin(),
                result.suggestion());
    }

    /** Returns the permissions of a rule that are not covered, and those that are redundant. */
    static Stream<Shortcoming> of(RuleCoverage rule, RunAnalysis analysis) {
        return IntStream.range(0, rule.permissions().size())
                .boxed()
                .flatMap(index -> of(rule, index, analysis.covering().ofPermission(rule.rule(), index)));
    }

    private static Stream<Shortcoming> of(RuleCoverage rule, int index, Optional<Suggestion> suggestion) {
        PermissionCoverage covered = rule.permissions().get(index);
        boolean isOpen = rule.isBound() && covered.isAsked() && !covered.isCovered();
        return Stream.of(
                        !isOpen ? null : of(rule, covered, Kind.NOT_COVERED, suggestion.orElse(null)),
                        covered.isRedundant() ? of(rule, covered, Kind.REDUNDANT, null) : null)
                .filter(Objects::nonNull);
    }

    private static Shortcoming of(
            RuleCoverage rule, PermissionCoverage covered, Kind kind, @Nullable Suggestion suggestion) {
        return new Shortcoming(
                kind,
                covered.permission().toString(),
                rule.rule().id().role().toString(),
                Objects.requireNonNull(rule.rule().origin()),
                suggestion);
    }

    /** Returns the binding if it was never used, or else its subjects that were not, each at its own line. */
    static Stream<Shortcoming> of(BindingCoverage covered, WrittenBindings written, RunAnalysis analysis) {
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

    private static Shortcoming unused(
            BindingCoverage covered, String what, Origin origin, Optional<Suggestion> suggestion) {
        return new Shortcoming(
                Kind.UNUSED_BINDING, what, covered.binding().id().toString(), origin, suggestion.orElse(null));
    }
}
