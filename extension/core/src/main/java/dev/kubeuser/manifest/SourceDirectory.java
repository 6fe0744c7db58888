package dev.kubeuser.manifest;

import java.nio.file.Path;

/** The directory in which relative sources start, with all its files. Those of {@link GitTree} come when they are needed. */
class SourceDirectory {

    private final Path path;

    /**
     * Names a directory.
     *
     * @param path as it is put before a relative path; empty for the working directory
     */
    SourceDirectory(Path path) {
        this.path = path;
    }

    /** The directory in which tests run, or the command. */
    static SourceDirectory working() {
        return new SourceDirectory(Path.of(""));
    }

    final Path path() {
        return path;
    }

    /**
     * Provides a file, or all that is in a directory and below it. What is missing stays missing.
     *
     * @param file the file or directory
     * @throws ManifestException if it must not be read
     */
    void provide(Path file) {
        // It is there, or it is missing.
    }

    /**
     * Provides a file, or the manifests in a directory.
     *
     * @param file the file or directory
     * @param depth on how many levels of directories manifests are needed
     * @throws ManifestException if it must not be read
     */
    void provideManifests(Path file, int depth) {
        // They are there, or they are missing.
    }

    /** {@return what a file in it is called in origins and messages} */
    final String name(Path file) {
        return name(path, file);
    }

    static String name(Path directory, Path file) {
        Path named = directory.toString().isEmpty() ? file : directory.relativize(file);
        return named.toString().replace('\\', '/');
    }

    /** {@return what tells a file in it from all others} */
    Object identity(Path file) {
        return file.toAbsolutePath().normalize();
    }

    /** {@return where it is, for messages} */
    String where() {
        return path.toAbsolutePath().toString();
    }
}
