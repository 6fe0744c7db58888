// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.benchmarks;

/**
 * What is to be reached.
 *
 * @param limit the largest value that is good enough
 * @param unit of the limit, empty for a ratio
 */
record Target(double limit, String unit) {

    static final Target NONE = new Target(Double.POSITIVE_INFINITY, "");

    static Target ratio(double limit) {
        return new Target(limit, "");
    }

    String judge(double value) {
        return equals(NONE) ? "" : this + ": " + (value <= limit ? "met" : "**not met**");
    }

    @Override
    public String toString() {
        if (equals(NONE)) {
            return "";
        }
        String number = limit == Math.rint(limit) ? String.valueOf(Math.round(limit)) : String.valueOf(limit);
        return ("at most " + number + " " + unit).strip();
    }
}
