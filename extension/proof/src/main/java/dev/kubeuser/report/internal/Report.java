package dev.kubeuser.report.internal;

import dev.kubeuser.analysis.internal.RunAnalysis;
import dev.kubeuser.analysis.internal.Thresholds;
import dev.kubeuser.rbac.escalation.EscalationFinding;
import dev.kubeuser.record.internal.RunRecord;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a run proved, and what is required of it. {@code ReportFiles} writes it.
 *
 * @param analysis the analysis of the run
 * @param thresholds the thresholds of the run, which the report shows
 * @param build what was built and tested, and on what
 * @param history the runs before this one, the oldest first
 * @param missing what the report lacks, a sentence each; then no threshold is met
 * @param changes what a change of the policy gives and takes, if that is to be shown too
 */
public record Report(
        RunAnalysis analysis,
        Thresholds thresholds,
        BuildFacts build,
        List<TrendPoint> history,
        List<String> missing,
        @Nullable ChangeReport changes) {

    /** Copies the lists. */
    public Report {
        history = List.copyOf(history);
        missing = List.copyOf(missing);
    }

    /** Without a change of the policy. */
    Report(
            RunAnalysis analysis,
            Thresholds thresholds,
            BuildFacts build,
            List<TrendPoint> history,
            List<String> missing) {
        this(analysis, thresholds, build, history, missing, null);
    }

    /**
     * {@return the same report, which also shows what a change of the policy gives and takes}
     *
     * @param file what {@code kubeuser compare --access --format json} printed
     * @throws IllegalArgumentException if the file cannot be read, or is something else; the message says what
     */
    public Report withChanges(Path file) {
        return new Report(analysis, thresholds, build, history, missing, ChangeFile.read(file));
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
     * {@return a summary in one line, the worst first, for example {@code Group sre can become cluster-admin in 2 steps, 83 %
     * of 41 permissions covered, 12 of 15 mutants killed}}
     */
    public String summary() {
        return worstPath().map(path -> path + ", ").orElse("")
                + Figures.of(analysis).summary();
    }

    /** Returns the shortest path that nobody accepts, and of how many. */
    Optional<String> worstPath() {
        return paths().stream()
                .findFirst()
                .map(path -> path + (paths().size() == 1 ? "" : " (1 of " + paths().size() + " escalation paths)"));
    }

    /** Returns the escalation paths that nobody accepts, those with the fewest steps first. */
    List<EscalationFinding> paths() {
        return analysis.paths().stream()
                .filter(path -> !thresholds.isAccepted(path))
                .toList();
    }
}
