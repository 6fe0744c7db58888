package dev.kubeuser.manifest;

import java.nio.file.Path;

/** The directory in which relative sources start, with files that may come only when they are needed. */
interface SourceDirectory {

    /** {@return the directory, as it is put before a relative path; empty for the working directory} */
    Path path();

    /**
     * Provides a file, or all that is in a directory and below it. What is missing stays missing.
     *
     * @param file the file or directory
     * @throws ManifestException if it must not be read
     */
    void provide(Path file);

    /**
     * Provides a file, or the manifests in a directory.
     *
     * @param file the file or directory
     * @param depth on how many levels of directories manifests are needed
     * @throws ManifestException if it must not be read
     */
    void provideManifests(Path file, int depth);

    /** {@return what a file in it is called in origins and messages} */
    default String name(Path file) {
        Path named = path().toString().isEmpty() ? file : path().relativize(file);
        return named.toString().replace('\\', '/');
    }

    /** {@return what tells a file in it from all others} */
    default Object identity(Path file) {
        return file.toAbsolutePath().normalize();
    }

    /** {@return where it is, for messages} */
    String where();
}
