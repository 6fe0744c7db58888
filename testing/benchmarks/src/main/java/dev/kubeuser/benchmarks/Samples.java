// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.benchmarks;

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

    static Samples ofSeconds(List<Double> seconds) {
        return new Samples(seconds, "s", 3);
    }

    static double secondsSince(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }

    /** Measures repeatedly, and once before that, which is not counted. */
    static Samples of(int runs, String unit, int decimals, Callable<Double> measurement) throws Exception {
        return new Samples(Contender.inTurns(runs, List.of(measurement)).get(0), unit, decimals);
    }

    /** What was measured once. */
    static Samples once(double value, String unit, int decimals) {
        return new Samples(List.of(value), unit, decimals);
    }

    double median() {
        int middle = values.size() / 2;
        return values.size() % 2 == 1 ? values.get(middle) : (values.get(middle - 1) + values.get(middle)) / 2;
    }

    /**
     * {@return for example {@code 1.052 s (0.981 to 1.310)}, or {@code 1.052 s} if it was measured once; a few
     * thousandths of a second are written as milliseconds}
     */
    @Override
    public String toString() {
        if (unit.equals("s") && median() < FEW_MILLISECONDS) {
            return new Samples(values.stream().map(value -> value * 1000).toList(), "ms", 2).toString();
        }
        String median = format(median()) + " " + unit;
        return values.size() == 1
                ? median
                : median + " (" + format(values.get(0)) + " to " + format(values.get(values.size() - 1)) + ")";
    }

    private String format(double value) {
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
