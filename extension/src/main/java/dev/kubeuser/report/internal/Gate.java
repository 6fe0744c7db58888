package dev.kubeuser.report.internal;

import dev.kubeuser.coverage.internal.analysis.RunAnalysis;
import dev.kubeuser.coverage.internal.analysis.Thresholds;
import java.util.ArrayList;
import java.util.List;

/**
 * Holds what was recorded against the thresholds.
 *
 * @param thresholds the thresholds
 */
public record Gate(Thresholds thresholds) {

    /** Is unmet where no policy was under test. */
    public static final String NOTHING =
            "no policy was under test; apply one by @KubeManifests, or remove the requirement";

    /**
     * {@return the unmet thresholds, each with what to do about it; empty if all are met}
     *
     * @param analysis the analysis of what was recorded
     * @param missing what is missing in the record; it counts as unmet, since the rest does not show whether the whole
     *     is enough
     */
    public List<String> unmet(RunAnalysis analysis, List<String> missing) {
        if (!thresholds.isAny()) {
            return List.copyOf(missing);
        }
        List<String> unmet = new ArrayList<>(missing);
        if (!analysis.runRecord().states().isEmpty()) {
            unmet.addAll(thresholds.unmet(analysis));
        } else if (unmet.isEmpty()) {
            unmet.add(NOTHING);
        }
        return unmet;
    }

    /** Returns a line for each denial that no test expected. */
    static List<String> denied(RunAnalysis analysis) {
        return analysis.denials().stream()
                .filter(denial -> denial.cause().isOfAuthorization() && !denial.reportedOnly())
                .map(denial -> String.join(System.lineSeparator() + "  ", denial.lines()))
                .toList();
    }

    /**
     * {@return the message of a gate that stays closed}
     *
     * @param required who requires more, for example {@code kubeuser.require settings require}
     * @param unmet what is unmet
     */
    public static String message(String required, List<String> unmet) {
        String begin = System.lineSeparator() + "- ";
        return "The tests prove less than " + required + ":" + begin + String.join(begin, unmet);
    }
}
