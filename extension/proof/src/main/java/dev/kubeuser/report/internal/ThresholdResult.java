package dev.kubeuser.report.internal;

import dev.kubeuser.analysis.internal.RunAnalysis;
import dev.kubeuser.analysis.internal.Thresholds;
import dev.kubeuser.base.internal.Counted;
import dev.kubeuser.coverage.internal.Share;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * A threshold of the run, and whether the reported run meets it.
 *
 * @param what what is counted
 * @param required what is required of it, for example {@code at least 80 %}
 * @param found what was found
 * @param isMet whether it is enough
 */
record ThresholdResult(String what, String required, String found, boolean isMet) {

    /** Returns the results of a run, in the order of its settings; first, whether something is missing. */
    static List<ThresholdResult> of(Report report) {
        Thresholds thresholds = report.thresholds();
        RunAnalysis analysis = report.analysis();
        List<ThresholdResult> results = new ArrayList<>();
        if (!report.missing().isEmpty() && (thresholds.isAny() || thresholds.noDenials())) {
            results.add(new ThresholdResult(
                    "missing in the report",
                    "nothing",
                    Counted.of(report.missing().size(), "record").toString(),
                    false));
        }
        if (thresholds.noDenials()) {
            results.add(none(
                    "requests denied",
                    Advice.denied(analysis.denials().stream()
                            .filter(denial -> !denial.reportedOnly())
                            .toList())));
        }
        thresholds
                .coverage()
                .ifPresent(percent -> results.add(new ThresholdResult(
                        "permissions covered",
                        "at least " + percent + " %",
                        percent(analysis.coverage().covered()),
                        isMet(new Thresholds(thresholds.coverage(), OptionalInt.empty(), null), analysis))));
        thresholds
                .mutationScore()
                .ifPresent(percent -> results.add(new ThresholdResult(
                        "mutants killed",
                        "at least " + percent + " %",
                        percent(analysis.mutations().killed()),
                        isMet(new Thresholds(OptionalInt.empty(), thresholds.mutationScore(), null), analysis))));
        if (thresholds.noEscalation()) {
            results.add(none(
                    "escalation paths not accepted",
                    thresholds.unacceptedPaths(analysis).size()));
        }
        if (thresholds.acceptedRisks() != null) {
            results.add(none(
                    "risky permissions not accepted",
                    thresholds.unacceptedRisks(analysis).size()));
        }
        return results;
    }

    private static ThresholdResult none(String what, long found) {
        return new ThresholdResult(what, "none", String.valueOf(found), found == 0);
    }

    /** A share of nothing is nothing, and meets no threshold. */
    private static String percent(Share share) {
        return share.total() == 0 ? "nothing" : share.percent() + " %";
    }

    private static boolean isMet(Thresholds one, RunAnalysis analysis) {
        return one.unmet(analysis).isEmpty();
    }

    /** Returns the result in a word or two. */
    String verdict() {
        return isMet ? "met" : "not met";
    }
}
