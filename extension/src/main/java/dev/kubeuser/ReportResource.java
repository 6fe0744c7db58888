package dev.kubeuser;

import dev.kubeuser.credential.CertificateTimeline;
import dev.kubeuser.proof.Evidence;
import dev.kubeuser.report.ProofReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Gathers what was recorded on all clusters of a run, and writes the report when the run ends. */
final class ReportResource implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(ReportResource.class.getName());

    private final Path directory;
    private Evidence evidence = Evidence.none();

    ReportResource(Path directory) {
        this.directory = directory;
    }

    synchronized void add(Evidence more) {
        evidence = evidence.with(more);
    }

    void add(CertificateTimeline timeline) {
        add(new Evidence(List.of(), List.of(), List.of(timeline)));
    }

    /** A run whose tests have passed does not fail for want of a report. */
    @Override
    public synchronized void close() {
        if (evidence.states().isEmpty()) {
            return;
        }
        try {
            ProofReport report = ProofReport.of(evidence);
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
