package dev.kubeuser.analysis.internal;

import dev.kubeuser.analysis.internal.Coverage.PermissionCoverage;
import java.util.List;

/**
 * A part of a total.
 *
 * @param count the part
 * @param total the total
 */
public record Share(long count, long total) {

    /**
     * {@return the share of covered permissions}
     *
     * @param counted the permissions that count
     */
    public static Share of(List<PermissionCoverage> counted) {
        return new Share(counted.stream().filter(PermissionCoverage::isCovered).count(), counted.size());
    }

    /**
     * {@return the part from 0 to 1; 1 if the total is 0, because nothing is missing}
     */
    public double ratio() {
        return total == 0 ? 1 : (double) count / total;
    }

    /**
     * {@return the whole percentage, rounded down, so that 100 means all}
     */
    public int percent() {
        return total == 0 ? 100 : (int) (count * 100 / total);
    }

    /** {@return for example {@code 12 of 15}} */
    @Override
    public String toString() {
        return count + " of " + total;
    }
}
