package dev.kubeuser.benchmarks;

/**
 * What is to be reached.
 *
 * @param limit the largest value that is good enough
 * @param unit of the limit, empty for a ratio
 */
record Target(double limit, String unit) {

    static Target ratio(double limit) {
        return new Target(limit, "");
    }

    String judge(double value) {
        return this + ": " + (value <= limit ? "met" : "**not met**");
    }

    @Override
    public String toString() {
        String number = limit == Math.rint(limit) ? String.valueOf(Math.round(limit)) : String.valueOf(limit);
        return ("at most " + number + " " + unit).strip();
    }
}
