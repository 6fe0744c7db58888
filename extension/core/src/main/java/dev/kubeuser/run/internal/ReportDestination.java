// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.run.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The destination of the report. An unwritable directory is refused before a cluster starts, not after the last test.
 */
public sealed interface ReportDestination {

    /** What is tried out, in bytes. A report is larger, but a disk that is not full has room for it. */
    int PROBE_BYTES = 64 * 1024;

    /** Nothing is recorded. */
    record Off() implements ReportDestination {}

    /** Records are kept, but no report is written: for a session that only reports denials. */
    record Unwritten() implements ReportDestination {}

    /**
     * The report is written.
     *
     * @param path the directory
     */
    record Directory(Path path) implements ReportDestination {}

    /**
     * Reads the value of a setting and creates the directory that it names.
     *
     * @throws IllegalArgumentException if no report can be written there
     */
    static ReportDestination parse(String text) {
        return text.equals("off") ? new Off() : directory(Path.of(text));
    }

    /**
     * Creates a requested directory. Only writing into it proves that it is writable: the system reports that root may
     * write anywhere, but root cannot write into {@code /proc}.
     *
     * @throws IllegalArgumentException if no report can be written there
     */
    static Directory directory(Path path) {
        Directory possible = possible(path);
        try {
            Files.createDirectories(path);
        } catch (IOException failure) {
            throw takesNoFiles(path, failure);
        }
        tryToWrite(path);
        return possible;
    }

    /** A full disk still takes empty files. */
    private static void tryToWrite(Path directory) {
        try {
            Path probe = Files.createTempFile(directory, ".kubeuser", null);
            try {
                Files.write(probe, new byte[PROBE_BYTES]);
            } finally {
                Files.delete(probe);
            }
        } catch (IOException failure) {
            throw takesNoFiles(directory, failure);
        }
    }

    private static IllegalArgumentException takesNoFiles(Path directory, IOException failure) {
        return refused(directory, directory + " takes no files (" + failure + ")", failure);
    }

    /** Returns where JVMs leave what they recorded. */
    static Path parts(Path directory) {
        return directory.resolve("parts");
    }

    /** Returns the file that a JVM locks while it writes the report of all. */
    static Path lock(Path directory) {
        return parts(directory).resolve("lock");
    }

    /**
     * Requires that JVMs can leave what they recorded in a directory of reports, and creates the directory for it.
     *
     * @throws IOException if something else is in its place; the message names it
     */
    static void requireParts(Path directory) throws IOException {
        String obstacle = obstacle(directory);
        if (!obstacle.isEmpty()) {
            throw new IOException(obstacle);
        }
        Files.createDirectories(parts(directory));
    }

    /** Opening a pipe blocks until its other end is open. */
    private static String obstacle(Path directory) {
        Path parts = parts(directory);
        if (Files.exists(parts, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(parts, LinkOption.NOFOLLOW_LINKS)) {
            return parts + " is not a directory";
        }
        Path lock = lock(directory);
        return Files.exists(lock, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(lock, LinkOption.NOFOLLOW_LINKS)
                ? lock + " is not a regular file"
                : "";
    }

    /**
     * Returns the report directory below Maven's or Gradle's build directory. It was not requested, so it is created
     * only for a report.
     *
     * @throws IllegalArgumentException if there cannot be such a directory
     */
    static Directory usual() {
        boolean isGradle = Files.isDirectory(Path.of("build")) && !Files.isDirectory(Path.of("target"));
        Directory possible = possible(Path.of(isGradle ? "build" : "target").resolve("kubeuser"));
        if (Files.isDirectory(possible.path())) {
            tryToWrite(possible.path());
        }
        return possible;
    }

    private static Directory possible(Path path) {
        Path existing = path.toAbsolutePath();
        while (!Files.exists(existing, LinkOption.NOFOLLOW_LINKS) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        if (!Files.isDirectory(existing)) {
            String found = Files.exists(existing) ? " is not a directory" : " is a link to a place that does not exist";
            throw refused(path, existing + found, null);
        }
        String obstacle = obstacle(path);
        if (!obstacle.isEmpty()) {
            throw refused(path, obstacle, null);
        }
        if (!Files.isWritable(existing)) {
            throw refused(path, existing + " is not writable", null);
        }
        return new Directory(path);
    }

    private static IllegalArgumentException refused(Path path, String found, @Nullable Throwable cause) {
        return new IllegalArgumentException(
                "no report can be written to " + path + ", for " + found + "; name another directory, or off", cause);
    }
}
