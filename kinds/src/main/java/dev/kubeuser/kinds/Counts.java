package dev.kubeuser.kinds;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What became of the tests on one kind of cluster.
 *
 * @param run how many tests ran
 * @param failed how many of them, or of what is around them, failed
 * @param left how many test methods did not run, by the reasons
 */
record Counts(int run, int failed, Map<String, Integer> left) {

    private static Path file(Kind kind) {
        return Path.of("target", "kinds", kind + ".txt");
    }

    /** Keeps the line for the end of the build. */
    void write(Kind kind) {
        try {
            Files.createDirectories(file(kind).getParent());
            Files.writeString(file(kind), kind + ": " + this);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The line of a kind. None ran there if the build was asked for tests that are not in this module. */
    static String read(Kind kind) {
        try {
            return Files.exists(file(kind)) ? Files.readString(file(kind)) : kind + ": 0 tests run";
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public String toString() {
        String line = run + " tests run, " + failed + " failed";
        return left.isEmpty() ? line : line + "; test methods left out: " + reasons();
    }

    private String reasons() {
        return left.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .collect(Collectors.joining("; "));
    }
}
