package dev.kubeuser.report.internal;

import dev.kubeuser.base.internal.Counted;
import dev.kubeuser.coverage.MutantResult;
import dev.kubeuser.coverage.Suggestion;
import dev.kubeuser.coverage.TestCase;
import dev.kubeuser.coverage.internal.analysis.BindingCoverage;
import dev.kubeuser.coverage.internal.analysis.PolicyFinding;
import dev.kubeuser.coverage.internal.analysis.RuleCoverage;
import dev.kubeuser.coverage.internal.analysis.RunAnalysis;
import dev.kubeuser.rbac.Origin;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.escalation.RiskFinding;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What {@code report.html} and {@code report.md} say about a rule or a binding.
 *
 * @param kind the kind
 * @param place the rule or binding
 * @param text what was found
 * @param line its line
 * @param suggestion an assertion that would help, if one is known
 * @param link a page of Kubernetes about it, if there is one
 * @param tests the tests that it is about, for a killed mutant
 */
record Finding(
        FindingKind kind,
        Place place,
        String text,
        int line,
        @Nullable Suggestion suggestion,
        @Nullable String link,
        List<TestCase> tests) {

    /** The index of a binding, which has no rules. */
    static final int NO_RULE = -1;

    /**
     * A rule, or a binding.
     *
     * @param file the file, with what rendered it
     * @param object the index of the object in the file
     * @param rule the index of the rule in the object, or -1
     */
    record Place(String file, int object, int rule) {

        static Place of(RbacRule rule) {
            return of(
                    Objects.requireNonNull(rule.origin()),
                    OptionalInt.of(rule.id().index()));
        }

        static Place of(Origin origin, OptionalInt rule) {
            return new Place(origin.document(), origin.object(), rule.orElse(NO_RULE));
        }

        static Place ofBinding(Origin origin) {
            return of(origin, OptionalInt.empty());
        }

        /** Returns the place of the rule's role. */
        Place ofObject() {
            return new Place(file, object, NO_RULE);
        }
    }

    /**
     * Returns all findings, rule by rule: first the rules with the worst findings, and of them those with the most.
     * Findings of one rule are ordered by kind. What is alike is in the order of the policy.
     */
    static List<Finding> of(RunAnalysis analysis) {
        WrittenBindings written = WrittenBindings.of(analysis.runRecord());
        return Stream.of(
                        analysis.findings().stream().map(Finding::of),
                        analysis.mutations().results().stream().map(Finding::of),
                        analysis.coverage().rules().stream().flatMap(rule -> of(rule, analysis)),
                        analysis.coverage().bindings().stream().flatMap(binding -> of(binding, written, analysis)),
                        analysis.risks().stream().map(Finding::of))
                .flatMap(found -> found)
                .sorted(Comparator.comparing(Finding::kind))
                .collect(Collectors.groupingBy(Finding::place, LinkedHashMap::new, Collectors.toList()))
                .values()
                .stream()
                .sorted(Comparator.comparing(Finding::worst).thenComparing(Finding::open, Comparator.reverseOrder()))
                .flatMap(List::stream)
                .toList();
    }

    private static FindingKind worst(List<Finding> ofRule) {
        return ofRule.get(0).kind();
    }

    private static long open(List<Finding> ofRule) {
        return ofRule.stream().filter(found -> found.kind().isOpen()).count();
    }

    /** Returns how many there are of each kind, for example {@code 2 surviving mutants}. */
    static List<String> counts(List<Finding> findings) {
        return Arrays.stream(FindingKind.values())
                .map(kind -> kind.counted(
                        findings.stream().filter(found -> found.kind() == kind).count()))
                .filter(counted -> counted.number() > 0)
                .map(Counted::toString)
                .toList();
    }

    private static Finding of(PolicyFinding found) {
        return new Finding(
                FindingKind.of(found.kind()),
                Place.of(found.origin(), found.rule()),
                found.problem(),
                found.origin().line(),
                null,
                null,
                List.of());
    }

    private static Finding of(MutantResult result) {
        return new Finding(
                FindingKind.of(result.status()),
                Place.of(result.mutant().origin(), result.mutant().rule()),
                result.mutant().description(),
                result.mutant().origin().line(),
                result.suggestion(),
                null,
                result.killedBy());
    }

    private static Stream<Finding> of(RuleCoverage rule, RunAnalysis analysis) {
        return Shortcoming.of(rule, analysis).map(found -> of(found, Place.of(rule.rule())));
    }

    private static Stream<Finding> of(BindingCoverage binding, WrittenBindings written, RunAnalysis analysis) {
        Place place = Place.ofBinding(Objects.requireNonNull(binding.binding().origin()));
        return Shortcoming.of(binding, written, analysis).map(found -> of(found, place));
    }

    private static Finding of(Shortcoming found, Place place) {
        return new Finding(
                FindingKind.of(found.kind()),
                place,
                found.subject(),
                found.origin().line(),
                found.suggestion(),
                null,
                List.of());
    }

    private static Finding of(RiskFinding found) {
        return new Finding(
                FindingKind.RISK,
                Place.of(found.rule()),
                found.risk().id() + ": " + found.risk().why(),
                Objects.requireNonNull(found.rule().origin()).line(),
                null,
                found.risk().link().toString(),
                List.of());
    }
}
