package dev.kubeuser.report.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where the report goes. A directory that cannot take it is refused before a cluster starts, not after the last test. */
public sealed interface ReportDestination {

    /** Nothing is recorded. */
    record Off() implements ReportDestination {}

    /** A mutation trial records what the tests prove, and writes no report of it. */
    record Unwritten() implements ReportDestination {}

    /**
     * The report is written.
     *
     * @param path of the directory
     */
    record Directory(Path path) implements ReportDestination {}

    /**
     * Reads the value of a setting, and makes the directory that it names.
     *
     * @throws IllegalArgumentException if no report can be written there
     */
    static ReportDestination parse(String text) {
        return text.equals("off") ? new Off() : directory(Path.of(text));
    }

    /**
     * Makes a directory that somebody asked for. To write into it is the only proof that one can: root may write anywhere, says
     * the system, and still not into {@code /proc}.
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
     * Where Maven and Gradle put what they build. Nobody asked for it, so it is made only when there is a report.
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
