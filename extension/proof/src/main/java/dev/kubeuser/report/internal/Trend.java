package dev.kubeuser.report.internal;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How the figures changed over runs.
 *
 * @param runs the runs, the oldest first and the reported one last; none if no earlier report was given
 */
record Trend(List<TrendPoint> runs) {

    static Trend of(Report report) {
        return report.history().isEmpty()
                ? new Trend(List.of())
                : new Trend(Stream.concat(
                                report.history().stream(),
                                Stream.of(TrendPoint.of(report.build(), Figures.of(report.analysis()))))
                        .toList());
    }

    /** Returns what changed since the run before, in one sentence; empty if no run before is known. */
    Optional<String> sentence() {
        if (runs.isEmpty()) {
            return Optional.empty();
        }
        TrendPoint before = runs.get(runs.size() - 2);
        Map<String, Long> now = runs.get(runs.size() - 1).figures();
        String changes = Stream.concat(
                        now.keySet().stream(),
                        before.figures().keySet().stream().filter(name -> !now.containsKey(name)))
                .filter(name -> !Objects.equals(before.figures().get(name), now.get(name)))
                .map(name -> name + " " + figure(before.figures().get(name)) + " → " + figure(now.get(name)))
                .collect(Collectors.joining(", "));
        return Optional.of("Since the run of " + before.when() + ": "
                + (changes.isEmpty() ? "no figure changed." : changes + "."));
    }

    private static String figure(@Nullable Long value) {
        return value == null ? "none" : String.valueOf(value);
    }
}
