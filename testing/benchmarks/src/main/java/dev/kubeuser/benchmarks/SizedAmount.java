package dev.kubeuser.benchmarks;

import java.util.List;
import java.util.Locale;

/**
 * What was measured at one size.
 *
 * @param size for example the number of objects
 * @param amount for example seconds
 */
record SizedAmount(int size, double amount) {

    /** The exponent of the growth from this size to another; 1 is linear. */
    String exponentTo(SizedAmount other) {
        double exponent = Math.log(other.amount / amount) / Math.log((double) other.size / size);
        return String.format(Locale.ROOT, "%.1f", exponent);
    }

    /** The exponent of the last step. */
    static String exponentAtEnd(List<SizedAmount> growing) {
        int last = growing.size() - 1;
        return growing.get(last - 1).exponentTo(growing.get(last));
    }
}
