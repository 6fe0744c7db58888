package dev.kubeuser.jupiter.internal;

import dev.kubeuser.session.internal.ReportSink;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.MediaType;

/**
 * Writes the report when the last test of the engine is over, and attaches it to JUnit's run; that is the last moment at
 * which JUnit takes files. In the engine's store, and so closed while clusters still run.
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

    /** Not every launcher has a place for files, and that is no reason for a run to fail. */
    private void publish(Path file, MediaType type) {
        try {
            engine.publishFile(file.getFileName().toString(), type, copy -> Files.copy(file, copy));
        } catch (RuntimeException noPlace) {
            LOG.log(System.Logger.Level.DEBUG, "kubeuser: " + file + " is not attached to JUnit's run", noPlace);
        }
    }
}
