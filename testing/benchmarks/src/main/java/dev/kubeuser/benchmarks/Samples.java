// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/** What repeated measurements of one thing gave; their median stands for them, for one slow run must not. */
record Samples(List<Double> values, String unit, int decimals) {

    private static final double FEW_MILLISECONDS = 0.005;

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

    /** Measures repeatedly, and once before that, which is not counted. */
    static Samples of(int runs, String unit, int decimals, Callable<Double> measurement) throws Exception {
        measurement.call();
        List<Double> values = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
            values.add(measurement.call());
        }
        return new Samples(values, unit, decimals);
    }

    double median() {
        int middle = values.size() / 2;
        return values.size() % 2 == 1 ? values.get(middle) : (values.get(middle - 1) + values.get(middle)) / 2;
    }

    /**
     * {@return for example {@code 1.052 s (0.981 to 1.310)}; a few thousandths of a second are written as milliseconds}
     */
    @Override
    public String toString() {
        if (unit.equals("s") && median() < FEW_MILLISECONDS) {
            return new Samples(values.stream().map(value -> value * 1000).toList(), "ms", 2).toString();
        }
        return format(median()) + " " + unit + " (" + format(values.get(0)) + " to "
                + format(values.get(values.size() - 1)) + ")";
    }

    private String format(double value) {
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
