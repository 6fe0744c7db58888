package dev.kubeuser;

import dev.kubeuser.credential.CertificateTimeline;
import dev.kubeuser.proof.Evidence;
import dev.kubeuser.report.BuildReport;
import dev.kubeuser.report.ProofReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Gathers what was recorded on all clusters of a run, and writes the report: after the last test, and again when the run
 * ends if there was more.
 */
final class ReportResource implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(ReportResource.class.getName());

    private final BuildReport build;
    private final List<RecordedCluster> running = new ArrayList<>();
    private Evidence evidence = Evidence.none();
    private boolean isWritten;

    ReportResource(BuildReport build) {
        this.build = build;
    }

    synchronized void begin(RecordedCluster cluster) {
        running.add(cluster);
    }

    synchronized void end(RecordedCluster cluster) {
        running.remove(cluster);
    }

    /** What they record afterwards comes when they end. */
    void takeFromRunningClusters() {
        List<RecordedCluster> clusters;
        synchronized (this) {
            clusters = List.copyOf(running);
        }
        clusters.forEach(RecordedCluster::handOver);
    }

    synchronized void add(Evidence more) {
        evidence = evidence.with(more);
        isWritten = false;
    }

    void add(CertificateTimeline timeline) {
        add(new Evidence(List.of(), List.of(), List.of(timeline)));
    }

    /** The directory, if there was something to report. A run whose tests have passed does not fail for want of it. */
    synchronized Optional<Path> write() {
        if (evidence.states().isEmpty() || isWritten) {
            return Optional.empty();
        }
        isWritten = true;
        try {
            ProofReport report = build.write(evidence);
            LOG.log(System.Logger.Level.INFO, "kubeuser: " + report.summary() + ", report in " + build.directory());
            return Optional.of(build.directory());
        } catch (IOException | RuntimeException failure) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "kubeuser: the report could not be written to " + build.directory() + ": " + failure
                            + "; name another directory by " + Setting.REPORT.key() + ", or \"off\"",
                    failure);
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        write();
    }
}
