package dev.kubeuser.report.internal;

import dev.kubeuser.analysis.internal.RunAnalysis;
import dev.kubeuser.analysis.internal.Thresholds;
import dev.kubeuser.record.internal.RunRecord;
import java.util.List;

/**
 * What a run proved, and what is required of it. {@code ReportFiles} writes it.
 *
 * @param analysis the analysis of the run
 * @param thresholds the thresholds of the run, which the report shows
 * @param build what was built and tested, and on what
 * @param history the runs before this one, the oldest first
 * @param missing what the report lacks, a sentence each; then no threshold is met
 */
public record Report(
        RunAnalysis analysis, Thresholds thresholds, BuildFacts build, List<TrendPoint> history, List<String> missing) {

    /** Copies the lists. */
    public Report {
        history = List.copyOf(history);
        missing = List.copyOf(missing);
    }

    /**
     * {@return the report of a run record, of which nothing is required}
     *
     * @param runRecord the run record
     */
    public static Report of(RunRecord runRecord) {
        return of(RunAnalysis.of(runRecord), Thresholds.none());
    }

    /**
     * {@return the report of a run in this JVM alone}
     *
     * @param analysis the analysis of the run
     * @param thresholds the thresholds of the run
     */
    public static Report of(RunAnalysis analysis, Thresholds thresholds) {
        return new Report(
                analysis, thresholds, BuildFacts.of(analysis.runRecord(), BuildName.of(null)), List.of(), List.of());
    }

    /**
     * {@return a summary in one line, for example {@code 83 % of 41 permissions covered, 12 of 15 mutants killed}}
     */
    public String summary() {
        return Figures.of(analysis).summary();
    }
}
