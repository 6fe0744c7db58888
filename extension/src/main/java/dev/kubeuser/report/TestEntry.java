package dev.kubeuser.report;

import dev.kubeuser.coverage.Evidence;
import dev.kubeuser.coverage.MutantResult;
import dev.kubeuser.coverage.Observation;
import dev.kubeuser.coverage.Proof;
import dev.kubeuser.coverage.RuleCoverage;
import dev.kubeuser.coverage.TestCase;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * What one test contributed.
 *
 * @param name of the test
 * @param observations what it was answered
 * @param permissions what it exercised
 * @param killed the mistakes that it would notice
 */
record TestEntry(String name, List<Observation> observations, List<String> permissions, List<MutantResult> killed) {

    static List<TestEntry> of(Evidence evidence, Proof proof) {
        Map<TestCase, List<Observation>> byTest = evidence.states().stream()
                .flatMap(state -> state.observations().stream())
                .filter(observation -> observation.test() != null)
                .collect(Collectors.groupingBy(
                        observation -> Objects.requireNonNull(observation.test()),
                        LinkedHashMap::new,
                        Collectors.toList()));
        return byTest.entrySet().stream()
                .map(entry -> of(entry.getKey(), entry.getValue(), proof))
                .sorted(Comparator.comparing(TestEntry::name))
                .toList();
    }

    private static TestEntry of(TestCase test, List<Observation> observations, Proof proof) {
        return new TestEntry(
                test.name(),
                observations.stream().distinct().toList(),
                proof.coverage().rules().stream()
                        .flatMap(rule -> exercised(rule, test).stream())
                        .toList(),
                proof.mutations().results().stream()
                        .filter(result -> result.killedBy().contains(test))
                        .toList());
    }

    private static List<String> exercised(RuleCoverage rule, TestCase test) {
        return rule.permissions().stream()
                .filter(covered -> covered.tests().contains(test))
                .map(covered -> covered.permission() + " of " + rule.rule().id().role())
                .toList();
    }
}
