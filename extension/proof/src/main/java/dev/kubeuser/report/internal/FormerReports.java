package dev.kubeuser.report.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The earlier reports that a run is compared with.
 *
 * @param sources the paths of {@code report.json} files; {@code *} stands for a part of a name, {@code **} for any
 *     folders
 */
public record FormerReports(List<String> sources) {

    /** So that reports do not grow with each run. */
    static final int MOST_RUNS = 50;

    private static final Pattern GLOB = Pattern.compile(".*[*?\\[{].*");
    private static final int MOST_FOLDERS = 20;

    /** Copies the list. */
    public FormerReports {
        sources = List.copyOf(sources);
    }

    /** {@return none} */
    public static FormerReports none() {
        return new FormerReports(List.of());
    }

    /**
     * Returns the runs before that of a build, the oldest first, each once. What cannot be read is left out.
     *
     * @param build the name of the build
     * @param problems takes a sentence about each source without a report that can be read
     */
    List<TrendPoint> runsBefore(String build, Consumer<String> problems) {
        Set<TrendPoint> runs = new LinkedHashSet<>();
        for (String source : sources) {
            try {
                for (Path file : files(source)) {
                    runs.addAll(runsBefore(build, file, problems));
                }
            } catch (IOException | RuntimeException failure) {
                problems.accept(sentence(source, String.valueOf(failure.getMessage())));
            }
        }
        List<TrendPoint> inOrder =
                runs.stream().sorted(Comparator.comparing(TrendPoint::date)).toList();
        return inOrder.subList(Math.max(0, inOrder.size() - MOST_RUNS), inOrder.size());
    }

    private static List<TrendPoint> runsBefore(String build, Path file, Consumer<String> problems) {
        try {
            return FormerReport.read(file).runsBefore(build);
        } catch (IOException unreadable) {
            problems.accept(sentence(file.toString(), String.valueOf(unreadable.getMessage())));
            return List.of();
        }
    }

    private static String sentence(String file, String why) {
        return "the trend lacks " + file + " of kubeuser.report.previous: " + why;
    }

    private static List<Path> files(String source) throws IOException {
        if (!GLOB.matcher(source).matches()) {
            Path file = Path.of(source);
            if (!Files.isRegularFile(file)) {
                throw new IOException("there is no such file");
            }
            return List.of(file);
        }
        Path base = Path.of("");
        List<String> names = List.of(source.split("/", -1));
        int fixed = 0;
        while (!GLOB.matcher(names.get(fixed)).matches()) {
            base = base.resolve(fixed == 0 && names.get(0).isEmpty() ? "/" : names.get(fixed));
            fixed++;
        }
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + source);
        int depth = source.contains("**") ? MOST_FOLDERS : names.size() - fixed;
        Set<Path> found = new TreeSet<>();
        if (Files.isDirectory(base)) {
            try (Stream<Path> all = Files.walk(base, depth)) {
                all.filter(matcher::matches).filter(Files::isRegularFile).forEach(found::add);
            } catch (UncheckedIOException unreadable) {
                throw unreadable.getCause();
            }
        }
        if (found.isEmpty()) {
            throw new IOException("no file has such a name");
        }
        return new ArrayList<>(found);
    }

    /**
     * {@return a report with these as its history}
     *
     * @param report the report
     * @param problems takes a sentence about each of them that cannot be read
     */
    public Report addTo(Report report, Consumer<String> problems) {
        return new Report(
                report.analysis(),
                report.thresholds(),
                report.build(),
                runsBefore(report.build().id(), problems),
                report.missing());
    }
}
