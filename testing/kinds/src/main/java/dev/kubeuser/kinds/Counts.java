package dev.kubeuser.kinds;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The results of the tests on one kind of cluster.
 *
 * @param run the number of tests that ran
 * @param failed the number of failures, of tests or of code around them
 * @param left the number of skipped test methods, by reason
 */
record Counts(int run, int failed, Map<String, Integer> left) {

    static final Path DIRECTORY = Path.of("target", "kinds", "runs");

    /** Writes the line of a run to a directory, for the end of the build. */
    void write(Path directory, String run) {
        try {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve(run.replaceAll("[^A-Za-z0-9.]+", "-") + ".txt"), run + ": " + this);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Returns the lines of all runs in order; empty if the build ran only tests of other modules. */
    static List<String> read(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        for (Path file : byTime(directory)) {
            lines.add(Files.readString(file));
        }
        return lines;
    }

    private static List<Path> byTime(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted(Comparator.comparingLong(file -> file.toFile().lastModified()))
                    .toList();
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
