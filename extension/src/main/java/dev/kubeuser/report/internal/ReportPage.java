package dev.kubeuser.report.internal;

import dev.kubeuser.coverage.MutantResult;
import dev.kubeuser.coverage.internal.analysis.RunAnalysis;
import dev.kubeuser.coverage.internal.recording.RunRecord;
import dev.kubeuser.rbac.Origin;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The model of the templates of {@code report.html}.
 *
 * @param analysis the numbers, rules and mutants
 * @param access the access matrix
 * @param shortcomings the shortcomings
 * @param sources the policy, by file
 * @param tests what each test contributed
 * @param certificates how users got their certificates
 */
record ReportPage(
        RunAnalysis analysis,
        List<AccessEntry> access,
        List<Shortcoming> shortcomings,
        Map<String, List<SourceObject>> sources,
        List<TestEntry> tests,
        List<TimelineEntry> certificates) {

    static ReportPage of(RunAnalysis analysis) {
        RunRecord runRecord = analysis.runRecord();
        Map<String, List<SourceObject>> sources = new LinkedHashMap<>();
        runRecord.writtenObjects().stream()
                .map(object -> SourceObject.of(object, analysis, runRecord.namespaces()))
                .forEach(object -> sources.computeIfAbsent(object.file(), file -> new ArrayList<>())
                        .add(object));
        return new ReportPage(
                analysis,
                AccessEntry.of(runRecord),
                Shortcoming.of(analysis),
                sources,
                TestEntry.of(runRecord, analysis),
                TimelineEntry.of(runRecord.certificates()));
    }

    /** Returns the choices of a filter, sorted and without duplicates. */
    List<String> choices(Function<AccessEntry, String> column) {
        return access.stream().map(column).distinct().sorted().toList();
    }

    /** Returns the anchor of a line in the page. */
    String anchor(String file, int line) {
        return "f" + List.copyOf(sources.keySet()).indexOf(file) + "l" + line;
    }

    String anchor(Origin origin) {
        return anchor(origin.file(), origin.line());
    }

    /** The number of equivalent mutants. */
    int equivalent() {
        return analysis.mutations().of(MutantResult.Status.EQUIVALENT).size();
    }

    /** The number of mutants that were not judged. */
    int undecided() {
        return analysis.mutations().of(MutantResult.Status.UNDECIDED).size();
    }
}
