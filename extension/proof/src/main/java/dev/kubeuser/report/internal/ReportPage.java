package dev.kubeuser.report.internal;

import dev.kubeuser.analysis.internal.RunAnalysis;
import dev.kubeuser.analysis.internal.Thresholds.Requirement;
import dev.kubeuser.mutants.internal.MutantResult;
import dev.kubeuser.record.internal.RecordedDecision;
import dev.kubeuser.record.internal.RunRecord;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The content of {@code report.html}: its templates write the summary, its script draws the rest from the data.
 *
 * @param tasks what to do first
 * @param build what was built and tested, and on what
 * @param analysis the numbers, rules and mutants
 * @param missing what the report lacks, a sentence each
 * @param thresholds the thresholds of the run, and whether it meets them
 * @param access the access matrix
 * @param findings what there is to say about rules and bindings
 * @param sources the policy, object by object
 * @param narrowed what changes in the files of the narrowed policy
 * @param certificates how users got their certificates
 */
record ReportPage(
        @Nullable String failed,
        String failedTests,
        List<Task> tasks,
        BuildFacts build,
        RunAnalysis analysis,
        List<String> missing,
        List<Requirement> thresholds,
        List<AccessEntry> access,
        List<Finding> findings,
        List<SourceObject> sources,
        List<NarrowedFiles.Change> narrowed,
        List<TimelineEntry> certificates) {

    static ReportPage of(Report report) {
        RunAnalysis analysis = report.analysis();
        RunRecord runRecord = analysis.runRecord();
        return new ReportPage(
                report.failed().orElse(null),
                report.failedTests(),
                Task.first(report),
                report.build(),
                analysis,
                report.missing(),
                report.requirements(),
                AccessEntry.of(runRecord),
                Finding.of(analysis),
                runRecord.writtenObjects().stream()
                        .map(object -> SourceObject.of(object, analysis, runRecord.namespaces()))
                        .toList(),
                NarrowedFiles.of(analysis.narrowed()).changes(),
                TimelineEntry.of(runRecord.certificates()));
    }

    String data() {
        return new PageData(this).json();
    }

    Stream<RecordedDecision> decisions() {
        return analysis.runRecord().states().stream().flatMap(state -> state.decisions().stream());
    }

    /** Returns what is to be worked on, for example {@code 1 request denied} and {@code 2 risky permissions}. */
    List<String> open() {
        return Figures.of(analysis, findings).open();
    }

    /** Returns the number of tests that decisions were recorded in. */
    long tests() {
        return decisions()
                .map(RecordedDecision::test)
                .filter(test -> test != null)
                .distinct()
                .count();
    }

    /** Returns the number of equivalent mutants. */
    int equivalent() {
        return analysis.mutations().of(MutantResult.Status.EQUIVALENT).size();
    }

    /** The number of mutants that were not judged. */
    int undecided() {
        return analysis.mutations().of(MutantResult.Status.UNDECIDED).size();
    }

    /** Shortens a value of the header for display; its tooltip has the full value. */
    String shortened(Map.Entry<String, String> row) {
        String value = row.getValue();
        return switch (row.getKey()) {
            case "commit" -> value.substring(0, Math.min(12, value.length()));
            case "date" -> value.replaceFirst("T(\\d\\d:\\d\\d):\\d\\dZ$", " $1 UTC");
            default -> value;
        };
    }

    /** Returns whether a tile is of a number that is high enough, by a threshold. */
    boolean isMet(String what) {
        return thresholds.stream().anyMatch(result -> result.what().equals(what) && result.isMet());
    }

    /** Returns whether a tile is of a number that is too low, by a threshold. */
    boolean isUnmet(String what) {
        return thresholds.stream().anyMatch(result -> result.what().equals(what) && !result.isMet());
    }
}
