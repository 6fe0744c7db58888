// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What was measured at growing sizes. */
final class Growth {

    private record Amount(int size, double amount) {}

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
}
