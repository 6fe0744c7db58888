package dev.kubeuser.jupiter.internal;

import dev.kubeuser.run.internal.ReportSink;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.MediaType;

/**
 * Writes the report after the engine's last test and attaches it to JUnit's run. That is the last moment at which JUnit
 * accepts files. It is in the engine's store, so it is closed while clusters are still running.
 */
final class PublishedReport implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(PublishedReport.class.getName());
    private static final Map<String, MediaType> FILES = Map.of(
            "report.html", MediaType.create("text", "html"),
            "report.md", MediaType.create("text", "markdown"),
            "report.json", MediaType.APPLICATION_JSON,
            "least-privilege.yaml", MediaType.create("application", "yaml"),
            "report.sarif", MediaType.create("application", "sarif+json"));

    private final ExtensionContext engine;
    private final ReportSink report;

    PublishedReport(ExtensionContext engine, ReportSink report) {
        this.engine = engine;
        this.report = report;
    }

    @Override
    public void close() {
        report.takeFromRunningClusters();
        report.write().ifPresent(directory -> FILES.forEach((name, type) -> publish(directory.resolve(name), type)));
    }

    /** Attaches a file. Not every launcher has a place for files, so a failure does not fail the run. */
    private void publish(Path file, MediaType type) {
        try {
            engine.publishFile(file.getFileName().toString(), type, copy -> Files.copy(file, copy));
        } catch (RuntimeException noPlace) {
            LOG.log(System.Logger.Level.DEBUG, "kubeuser: " + file + " is not attached to JUnit's run", noPlace);
        }
    }
}
