package dev.kubeuser.report.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The destination of the report. An unwritable directory is refused before a cluster starts, not after the last test.
 */
public sealed interface ReportDestination {

    /** Nothing is recorded. */
    record Off() implements ReportDestination {}

    /** Records are kept, but no report is written: for a mutation trial. */
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
     * Creates a requested directory. Only writing into it proves that it is writable: the system says that root may
     * write anywhere, but root cannot write into {@code /proc}.
     *
     * @throws IllegalArgumentException if no report can be written there
     */
    static Directory directory(Path path) {
        Directory possible = possible(path);
        try {
            Files.createDirectories(path);
            Files.delete(Files.createTempFile(path, ".kubeuser", null));
        } catch (IOException failure) {
            throw refused(path, path + " takes no files (" + failure + ")", failure);
        }
        return possible;
    }

    /**
     * Returns the report directory below Maven's or Gradle's build directory. It was not requested, so it is created
     * only for a report.
     *
     * @throws IllegalArgumentException if there cannot be such a directory
     */
    static Directory usual() {
        boolean isGradle = Files.isDirectory(Path.of("build")) && !Files.isDirectory(Path.of("target"));
        return possible(Path.of(isGradle ? "build" : "target").resolve("kubeuser"));
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
        return new Directory(path);
    }

    private static IllegalArgumentException refused(Path path, String found, @Nullable Throwable cause) {
        return new IllegalArgumentException(
                "no report can be written to " + path + ", for " + found + "; name another directory, or off", cause);
    }
}
