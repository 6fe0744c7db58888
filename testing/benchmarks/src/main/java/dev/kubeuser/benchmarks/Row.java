package dev.kubeuser.benchmarks;

import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleFunction;

/** A row of the table: what was done, how kubeuser and what stands beside it did, and whether that is good enough. */
record Row(String what, String kubeuser, String instead, String ratio, String target) {

    private static final String NONE = "";

    /** A value of kubeuser's with nothing to compare it with, and nothing to reach. */
    static Row alone(String what, String kubeuser) {
        return new Row(what, kubeuser, NONE, NONE, NONE);
    }

    static Row alone(String what, Samples kubeuser, Target target) {
        return new Row(what, kubeuser.toString(), NONE, NONE, target.judge(kubeuser.median()));
    }

    static Row notMeasured(String what, String reason) {
        return new Row(what, "not measured: " + reason, NONE, NONE, NONE);
    }

    static Row failed(String what, Exception failure) {
        return new Row(what, "failed: " + failure.getMessage(), NONE, NONE, NONE);
    }

    /** Two contenders, of which the second may have had an obstacle. */
    static Row compare(
            String what, Map<Contender, Samples> measured, Contender kubeuser, Contender instead, Target target) {
        return compare(what, measured, kubeuser, instead, target.toString(), target::judge);
    }

    /** Two contenders without a ratio to reach. */
    static Row compare(String what, Map<Contender, Samples> measured, Contender kubeuser, Contender instead) {
        return compare(what, measured, kubeuser, instead, NONE, ratio -> NONE);
    }

    /** The same row, judged by a value instead of the ratio between contenders. */
    Row with(Target target, double value) {
        return new Row(what, kubeuser, instead, ratio, target.judge(value));
    }

    private static Row compare(
            String what,
            Map<Contender, Samples> measured,
            Contender kubeuser,
            Contender instead,
            String target,
            DoubleFunction<String> judge) {
        Samples ours = measured.get(kubeuser);
        Samples theirs = measured.get(instead);
        if (ours == null) {
            return notMeasured(what, kubeuser.obstacle().orElse("unknown"));
        }
        if (theirs == null) {
            String reason = "not measured: " + instead.obstacle().orElse("unknown");
            return new Row(what, ours.toString(), instead.name() + ": " + reason, NONE, target);
        }
        double ratio = ours.median() / theirs.median();
        return new Row(
                what,
                ours.toString(),
                instead.name() + ": " + theirs,
                String.format(Locale.ROOT, "%.2f", ratio),
                judge.apply(ratio));
    }
}
