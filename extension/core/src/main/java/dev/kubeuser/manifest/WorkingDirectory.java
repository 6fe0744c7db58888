package dev.kubeuser.manifest;

import java.nio.file.Path;

/**
 * The directory in which tests run, or the command, with all its files.
 *
 * @param path empty for that of this JVM
 */
record WorkingDirectory(Path path) implements SourceDirectory {

    static WorkingDirectory current() {
        return new WorkingDirectory(Path.of(""));
    }

    @Override
    public void provide(Path file) {
        // It is there, or it is missing.
    }

    @Override
    public void provideManifests(Path file, int depth) {
        // They are there, or they are missing.
    }

    @Override
    public String where() {
        return path.toAbsolutePath().toString();
    }
}
