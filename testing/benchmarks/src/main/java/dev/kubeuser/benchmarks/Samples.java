package dev.kubeuser.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** What repeated measurements of one thing gave; their median stands for them, for one slow run must not. */
record Samples(List<Double> values, String unit, int decimals) {

    Samples {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("nothing was measured");
        }
        values = values.stream().sorted().toList();
    }

    static Samples ofDurations(List<Duration> durations) {
        return new Samples(
                durations.stream().map(duration -> duration.toNanos() / 1e9).toList(), "s", 3);
    }

    /** The same for one of many that a value stands for, in milliseconds. */
    Samples per(int many) {
        return new Samples(values.stream().map(value -> value / many * 1000).toList(), "ms", 2);
    }

    double median() {
        int middle = values.size() / 2;
        return values.size() % 2 == 1 ? values.get(middle) : (values.get(middle - 1) + values.get(middle)) / 2;
    }

    double min() {
        return values.get(0);
    }

    double max() {
        return values.get(values.size() - 1);
    }

    /** {@return for example {@code 1.052 s (0.981 to 1.310)}} */
    @Override
    public String toString() {
        return format(median()) + " " + unit + " (" + format(min()) + " to " + format(max()) + ")";
    }

    private String format(double value) {
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
