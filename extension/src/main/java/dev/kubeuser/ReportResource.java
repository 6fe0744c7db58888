package dev.kubeuser;

import dev.kubeuser.proof.Evidence;
import dev.kubeuser.proof.Proof;
import dev.kubeuser.report.ProofReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Gathers what was recorded on all clusters of a run, and writes the report when the run ends. */
final class ReportResource implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(ReportResource.class.getName());

    private final @Nullable Path directory;
    private Evidence evidence = Evidence.none();
    private final Set<RecordedCluster> running = new LinkedHashSet<>();

    private ReportResource(@Nullable Path directory) {
        this.directory = directory;
    }

    static ReportResource in(Path directory) {
        return new ReportResource(directory);
    }

    /** For somebody who wants to see what was gathered, and no report. */
    static ReportResource unwritten() {
        return new ReportResource(null);
    }

    synchronized Evidence evidence() {
        return evidence;
    }

    synchronized void begin(RecordedCluster cluster) {
        running.add(cluster);
    }

    synchronized void end(RecordedCluster cluster, Evidence recorded) {
        running.remove(cluster);
        evidence = evidence.with(recorded);
    }

    /** Of the clusters that have ended and of those that are running. */
    synchronized Evidence soFar() {
        Evidence all = evidence;
        for (RecordedCluster cluster : running) {
            all = all.with(cluster.evidence());
        }
        return all;
    }

    /** A run whose tests have passed does not fail for want of a report. */
    @Override
    public synchronized void close() {
        if (directory != null && !evidence.states().isEmpty()) {
            write(directory);
        }
    }

    private void write(Path directory) {
        try {
            ProofReport report = new ProofReport(Proof.of(evidence));
            report.write(directory);
            LOG.log(System.Logger.Level.INFO, "kubeuser: " + report.summary() + ", report in " + directory);
        } catch (IOException | RuntimeException failure) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "kubeuser: the report could not be written to " + directory + ": " + failure
                            + "; name another directory by " + Setting.REPORT.key() + ", or \"off\"",
                    failure);
        }
    }
}
