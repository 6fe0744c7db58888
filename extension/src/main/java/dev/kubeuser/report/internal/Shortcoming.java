package dev.kubeuser.report.internal;

import dev.kubeuser.coverage.MutantResult;
import dev.kubeuser.coverage.Suggestion;
import dev.kubeuser.coverage.internal.analysis.BindingCoverage;
import dev.kubeuser.coverage.internal.analysis.PermissionCoverage;
import dev.kubeuser.coverage.internal.analysis.RuleCoverage;
import dev.kubeuser.coverage.internal.analysis.RunAnalysis;
import dev.kubeuser.coverage.internal.recording.Denial;
import dev.kubeuser.coverage.internal.recording.PolicyObject;
import dev.kubeuser.rbac.Origin;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
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
        @Nullable String suggestion) {

    /** The kinds, the worst first. */
    enum Kind {
        DENIAL(
                "denial",
                "error",
                "Request denied",
                "Add the rule that is named, or have the subject not send the request."),
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
                "Other rules allow the same. Remove it if those rules are to stay.");

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
        return Stream.of(
                        analysis.denials().stream().flatMap(denial -> of(denial, analysis)),
                        analysis.mutations().of(MutantResult.Status.SURVIVED).stream()
                                .map(Shortcoming::survivor),
                        analysis.coverage().rules().stream().flatMap(Shortcoming::of),
                        analysis.coverage().bindings().stream().flatMap(Shortcoming::of))
                .flatMap(found -> found)
                .sorted(Comparator.comparing(Shortcoming::kind))
                .toList();
    }

    /** Returns a denial at the role that the advice names, or else at the beginning of the policy. */
    private static Stream<Shortcoming> of(Denial denial, RunAnalysis analysis) {
        if (!denial.cause().isOfAuthorization()) {
            return Stream.empty();
        }
        Origin role = denial.remedy().role();
        Stream<Origin> place = role == null
                ? analysis.runRecord().writtenObjects().stream()
                        .map(PolicyObject::origin)
                        .limit(1)
                : Stream.of(role);
        String rule = denial.remedy().ruleInOneLine();
        return place.map(origin -> new Shortcoming(
                Kind.DENIAL,
                denial.subject() + " may not " + denial.what() + "; "
                        + denial.remedy().advice() + (rule.isEmpty() ? "" : " " + rule),
                denial.test() == null ? "no known test" : denial.test().name(),
                origin,
                null));
    }

    private static Shortcoming survivor(MutantResult result) {
        Suggestion suggestion = result.suggestion();
        return new Shortcoming(
                Kind.SURVIVING_MUTANT,
                result.mutant().description(),
                result.mutant().object(),
                result.mutant().origin(),
                suggestion == null ? null : suggestion.source());
    }

    /** Returns the permissions of a rule that are not covered, and those that are redundant. */
    static Stream<Shortcoming> of(RuleCoverage rule) {
        return Stream.concat(
                permissions(rule, Kind.NOT_COVERED, covered -> !covered.isCovered()),
                permissions(rule, Kind.REDUNDANT, PermissionCoverage::isRedundant));
    }

    private static Stream<Shortcoming> permissions(RuleCoverage rule, Kind kind, Predicate<PermissionCoverage> wanted) {
        return rule.permissions().stream()
                .filter(wanted)
                .map(covered -> new Shortcoming(
                        kind,
                        covered.permission().toString(),
                        rule.rule().id().role().toString(),
                        Objects.requireNonNull(rule.rule().origin()),
                        null));
    }

    /** Returns the binding if it was never used, or else its subjects that were not. */
    static Stream<Shortcoming> of(BindingCoverage covered) {
        String binding = covered.binding().id().toString();
        Stream<String> unused = covered.isUsed()
                ? covered.unusedSubjects().stream().map(Object::toString)
                : Stream.of("the whole binding");
        return unused.map(what -> new Shortcoming(
                Kind.UNUSED_BINDING,
                what,
                binding,
                Objects.requireNonNull(covered.binding().origin()),
                null));
    }
}
