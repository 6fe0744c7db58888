package dev.kubeuser.run.internal;

import dev.kubeuser.base.internal.TextFile;
import dev.kubeuser.coverage.internal.recording.Evidence;
import dev.kubeuser.coverage.internal.recording.RunRecord;
import dev.kubeuser.credential.CertificateTimeline;
import dev.kubeuser.proof.internal.RunAnalysis;
import dev.kubeuser.proof.internal.Thresholds;
import dev.kubeuser.report.internal.BuildReport;
import dev.kubeuser.report.internal.FormerReports;
import dev.kubeuser.report.internal.Report;
import dev.kubeuser.report.internal.ReportDestination;
import dev.kubeuser.settings.internal.RequiredThresholds;
import dev.kubeuser.settings.internal.Setting;
import dev.kubeuser.settings.internal.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what was recorded on all clusters of a run and writes the report: after the last test, and again at the end
 * of the run if more was recorded.
 */
public final class ReportSink implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(ReportSink.class.getName());

    private final @Nullable BuildReport build;
    private final @Nullable Duration proofLimit;
    private final @Nullable String partial;
    private final List<RecordedCluster> running = new ArrayList<>();
    private final Map<RecordedCluster, String> missing = new LinkedHashMap<>();
    private RunRecord runRecord = RunRecord.none();
    private @Nullable RunAnalysis analysis;
    private Thresholds thresholds = Thresholds.none();
    private boolean isUpToDate;

    private ReportSink(@Nullable BuildReport build, @Nullable Duration proofLimit, @Nullable String partial) {
        this.build = build;
        this.proofLimit = proofLimit;
        this.partial = partial;
    }

    /** Creates a sink that writes the report of a build, if the destination is a directory. */
    public static ReportSink of(ReportDestination destination, Settings settings) {
        return new ReportSink(
                destination instanceof ReportDestination.Directory directory
                        ? BuildReport.of(
                                directory.path(),
                                settings.read(Setting.BUILD, name -> name).orElse(null),
                                settings.proofLimit(),
                                new FormerReports(settings.list(Setting.REPORT_PREVIOUS)))
                        : null,
                settings.proofLimit(),
                RequiredThresholds.whyPartial(settings).orElse(null));
    }

    /** Creates a sink that writes no report, and judges all mutants. */
    public static ReportSink unwritten() {
        return new ReportSink(null, null, null);
    }

    /** Whether there will be a report for people to read, unlike in a mutation trial. */
    boolean isWritten() {
        return build != null;
    }

    public synchronized RunRecord runRecord() {
        return runRecord;
    }

    /** Returns the analysis of the run record. Thresholds and the report share it. */
    public synchronized RunAnalysis analysis() {
        if (analysis == null) {
            analysis = RunAnalysis.of(runRecord, proofLimit);
        }
        return analysis;
    }

    /** Sets the thresholds that the report shows. {@code ThresholdCheck} decides whether the run meets them. */
    public synchronized void require(Thresholds required) {
        thresholds = required;
    }

    /** Returns the directory of the report; empty if none is written. */
    public Optional<Path> directory() {
        return Optional.ofNullable(build).map(BuildReport::directory);
    }

    synchronized void begin(RecordedCluster cluster) {
        running.add(cluster);
    }

    synchronized void end(RecordedCluster cluster) {
        running.remove(cluster);
    }

    /** Takes the records of running clusters. Later records follow when the clusters end. */
    public void takeFromRunningClusters() {
        List<RecordedCluster> clusters;
        synchronized (this) {
            clusters = List.copyOf(running);
        }
        clusters.forEach(RecordedCluster::handOver);
    }

    /** Notes that the record of a cluster cannot be read, until a later attempt succeeds. */
    synchronized void miss(RecordedCluster cluster, String what) {
        missing.put(cluster, what);
    }

    /** Says what the run record lacks, and what of other JVMs the report that was written lacks. */
    public synchronized List<String> missing() {
        List<String> all = new ArrayList<>(missing.values());
        if (build != null) {
            all.addAll(build.unreadable());
        }
        return all;
    }

    synchronized void found(RecordedCluster cluster) {
        missing.remove(cluster);
    }

    public synchronized void add(RunRecord more) {
        runRecord = runRecord.with(more);
        analysis = null;
        isUpToDate = false;
    }

    /** Returns the record of all clusters, ended and running. */
    public RunRecord soFar() {
        takeFromRunningClusters();
        return runRecord();
    }

    public void add(CertificateTimeline timeline) {
        add(RunRecord.of(timeline));
    }

    /**
     * Writes the report and returns its directory, or empty if there is nothing to report.
     *
     * @throws UncheckedIOException if it cannot be written, as where a disk is full; the message says what to do
     */
    public synchronized Optional<Path> write() {
        if (build == null || (runRecord.isEmpty() && missing.isEmpty()) || isUpToDate) {
            return Optional.empty();
        }
        isUpToDate = true;
        return write(build);
    }

    private Optional<Path> write(BuildReport build) {
        Evidence evidence = new Evidence(runRecord, List.copyOf(missing.values()), partial);
        try {
            if (runRecord.isEmpty()) {
                build.leave(evidence);
                return Optional.empty();
            }
            Report report = build.write(evidence, analysis(), thresholds);
            LOG.log(System.Logger.Level.INFO, "kubeuser: " + report.summary() + ", report in " + build.directory());
            return Optional.of(build.directory());
        } catch (IOException failure) {
            throw new UncheckedIOException(
                    "The report could not be written to " + build.directory() + " ("
                            + TextFile.reason(failure) + "): make room there, or name another directory by "
                            + Setting.REPORT.key() + ", or \"off\"",
                    failure);
        } catch (RuntimeException defect) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "kubeuser: the report could not be written to " + build.directory() + ": " + defect,
                    defect);
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        write();
    }
}
