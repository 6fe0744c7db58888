// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What was measured at growing sizes. */
final class Growth {

    private record Amount(int size, double amount) {}

    /** Measures at a size. */
    @FunctionalInterface
    interface Sized {
        Samples at(int size) throws Exception;
    }

    private final List<Amount> amounts = new ArrayList<>();

    void add(int size, double amount) {
        amounts.add(new Amount(size, amount));
    }

    /** {@return a row with the exponent of the last step; 1 is linear} */
    Row row(String what) {
        Amount before = amounts.get(amounts.size() - 2);
        Amount last = amounts.get(amounts.size() - 1);
        double exponent = Math.log(last.amount / before.amount) / Math.log((double) last.size / before.size);
        return Row.alone(
                what + ", growth exponent from " + before.size + " to " + last.size,
                String.format(Locale.ROOT, "%.1f", exponent));
    }

    /**
     * {@return a row for each size, and one for the growth}
     *
     * @param judged the size that the target is for
     */
    static List<Row> rows(String what, List<Integer> sizes, String unit, int judged, Target target, Sized measurement)
            throws Exception {
        Growth growth = new Growth();
        List<Row> rows = new ArrayList<>();
        for (int size : sizes) {
            Samples samples = measurement.at(size);
            growth.add(size, samples.median());
            rows.add(Row.alone(what + ", " + size + unit, samples, size == judged ? target : Target.NONE));
        }
        rows.add(growth.row(what));
        return rows;
    }
}
