package dev.kubeuser.report.internal;

import dev.kubeuser.coverage.MutantResult;
import dev.kubeuser.coverage.TestCase;
import dev.kubeuser.coverage.internal.analysis.RuleCoverage;
import dev.kubeuser.coverage.internal.analysis.RunAnalysis;
import dev.kubeuser.coverage.internal.recording.RecordedDecision;
import dev.kubeuser.coverage.internal.recording.RunRecord;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The contribution of one test.
 *
 * @param name the name of the test
 * @param decisions the decisions recorded during the test
 * @param permissions the permissions that it covered
 * @param killed the mutants that it kills
 */
record TestEntry(String name, List<RecordedDecision> decisions, List<String> permissions, List<MutantResult> killed) {

    static List<TestEntry> of(RunRecord runRecord, RunAnalysis analysis) {
        Map<TestCase, List<RecordedDecision>> byTest = runRecord.states().stream()
                .flatMap(state -> state.decisions().stream())
                .filter(recorded -> recorded.test() != null)
                .collect(Collectors.groupingBy(
                        recorded -> Objects.requireNonNull(recorded.test()), LinkedHashMap::new, Collectors.toList()));
        return byTest.entrySet().stream()
                .map(entry -> of(entry.getKey(), entry.getValue(), analysis))
                .sorted(Comparator.comparing(TestEntry::name))
                .toList();
    }

    private static TestEntry of(TestCase test, List<RecordedDecision> decisions, RunAnalysis analysis) {
        return new TestEntry(
                test.name(),
                decisions.stream().distinct().toList(),
                analysis.coverage().rules().stream()
                        .flatMap(rule -> covered(rule, test).stream())
                        .toList(),
                analysis.mutations().results().stream()
                        .filter(result -> result.killedBy().contains(test))
                        .toList());
    }

    private static List<String> covered(RuleCoverage rule, TestCase test) {
        return rule.permissions().stream()
                .filter(covered -> covered.tests().contains(test))
                .map(covered -> covered.permission() + " of " + rule.rule().id().role())
                .toList();
    }
}
