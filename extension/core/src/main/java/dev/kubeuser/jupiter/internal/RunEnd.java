package dev.kubeuser.jupiter.internal;

import dev.kubeuser.run.internal.RunListener;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.MediaType;

/**
 * Has the report written and the run checked after the engine's last test: the last moment at which JUnit accepts files,
 * and at which an exception fails the build. JUnit closes it with the engine's store, while clusters are still running.
 */
final class RunEnd implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(RunEnd.class.getName());

    private final ExtensionContext engine;
    private final RunListener listener;

    RunEnd(ExtensionContext engine, RunListener listener) {
        this.engine = engine;
        this.listener = listener;
    }

    @Override
    public void close() {
        listener.write()
                .ifPresent(written -> written.files()
                        .forEach((name, type) -> publish(written.directory().resolve(name), type)));
        listener.check();
    }

    /** Attaches a file. Not every launcher has a place for files, so a failure does not fail the run. */
    private void publish(Path file, String type) {
        try {
            engine.publishFile(file.getFileName().toString(), MediaType.parse(type), copy -> Files.copy(file, copy));
        } catch (RuntimeException noPlace) {
            LOG.log(System.Logger.Level.DEBUG, "kubeuser: " + file + " is not attached to JUnit's run", noPlace);
        }
    }
}
