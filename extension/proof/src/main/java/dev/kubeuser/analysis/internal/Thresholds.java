package dev.kubeuser.analysis.internal;

import dev.kubeuser.base.internal.Counted;
import dev.kubeuser.coverage.internal.Share;
import dev.kubeuser.coverage.internal.SuggestedAssertion;
import dev.kubeuser.mutants.internal.MutantResult;
import dev.kubeuser.rbac.escalation.AcceptedRisks;
import dev.kubeuser.rbac.escalation.EscalationFinding;
import dev.kubeuser.rbac.escalation.RiskFinding;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The thresholds that a run must meet, in one JVM or in several together.
 *
 * @param coverage the percentage of permissions to cover
 * @param mutationScore the percentage of mutants to kill
 * @param acceptedRisks the risky permissions and escalation paths that the policy may have; {@code null} if any risky
 *     permission is accepted, and no path
 * @param noEscalation whether a subject of the policy that can become cluster-admin fails the run, unless its path is
 *     accepted
 * @param noDenials whether no denial may fail a test. Each test checks that itself, so {@link #unmet} leaves it out.
 */
public record Thresholds(
        OptionalInt coverage,
        OptionalInt mutationScore,
        @Nullable AcceptedRisks acceptedRisks,
        boolean noEscalation,
        boolean noDenials) {

    /** Creates thresholds that say nothing about escalation paths and denials. */
    public Thresholds(OptionalInt coverage, OptionalInt mutationScore, @Nullable AcceptedRisks acceptedRisks) {
        this(coverage, mutationScore, acceptedRisks, false, false);
    }

    /**
     * {@return thresholds that every run meets}
     */
    public static Thresholds none() {
        return new Thresholds(OptionalInt.empty(), OptionalInt.empty(), null);
    }

    /**
     * {@return whether anything is required that is checked when all tests have run}
     */
    public boolean isAny() {
        return coverage.isPresent() || mutationScore.isPresent() || acceptedRisks != null || noEscalation;
    }

    /**
     * {@return the unmet thresholds, a sentence each; empty if all are met. {@link #toMeet} says what to do}
     *
     * @param analysis the analysis of the run
     */
    public List<String> unmet(RunAnalysis analysis) {
        List<String> unmet = new ArrayList<>();
        if (isBelow(analysis.coverage().covered(), coverage)) {
            unmet.add(notCovered(analysis));
        }
        Share killed = analysis.mutations().killed();
        long undecided = analysis.mutations().of(MutantResult.Status.UNDECIDED).size();
        boolean isAnyDecided = killed.total() > 0 || undecided == 0;
        if (isAnyDecided && isBelow(killed, mutationScore)) {
            unmet.add(survivors(killed));
        }
        if (undecided > 0 && mutationScore.orElse(0) > 0) {
            unmet.add(undecided + " of "
                    + Counted.of(analysis.mutations().results().size(), "mutant")
                    + " could not be decided, so the mutation score is not known; raise or remove"
                    + " kubeuser.proof-limit");
        }
        unacceptedPaths(analysis).stream()
                .map(finding -> analysis.runRecord().namespaces().written(text(finding)))
                .forEach(unmet::add);
        unacceptedRisks(analysis).stream().map(this::text).forEach(unmet::add);
        return List.copyOf(unmet);
    }

    /** Rounds down, so that 100 means all. If there is nothing to cover, no threshold is met. */
    private static boolean isBelow(Share share, OptionalInt required) {
        return required.isPresent()
                && required.getAsInt() > 0
                && (share.total() == 0 || share.percent() < required.getAsInt());
    }

    private String notCovered(RunAnalysis analysis) {
        return analysis.coverage().covered().total() == 0
                ? "no permission of the policy under test is granted by a binding and asked for by the API server, so"
                        + " there is no coverage: apply roles together with their bindings, or remove the threshold"
                : below("permission", "covered", analysis.coverage().covered(), coverage) + withoutAssertion(analysis);
    }

    /** As of a permission to create an object of one name, which only an apply uses. */
    private static String withoutAssertion(RunAnalysis analysis) {
        if (analysis.hasFailed()) {
            return "";
        }
        long open = analysis.coverage().rules().stream()
                .flatMap(rule -> rule.counted().stream())
                .filter(permission -> !permission.isCovered())
                .count();
        long without = open - analysis.covering().permissions().size();
        return without == 0 ? "" : "; of those that are not covered, no assertion covers " + without;
    }

    private String survivors(Share killed) {
        return killed.total() == 0
                ? "every mutant of the policy under test is equivalent, so there is no mutation score:"
                        + " apply roles together with their bindings, or remove the threshold"
                : below("mutant", "killed", killed, mutationScore);
    }

    /**
     * {@return the suggested assertions with which the run would cover and kill enough, those that gain most first; all
     * that would help if these are not enough}
     *
     * @param analysis the analysis of the run
     */
    public List<SuggestedAssertion> toMeet(RunAnalysis analysis) {
        long permissions = lacking(analysis.coverage().covered(), coverage);
        long mutants = lacking(analysis.mutations().killed(), mutationScore);
        boolean isCovering = permissions > 0;
        boolean isKilling = mutants > 0;
        List<SuggestedAssertion> helping = analysis.suggestions().stream()
                .sorted(Comparator.comparingLong((SuggestedAssertion each) -> each.gain(isCovering, isKilling))
                        .reversed())
                .toList();
        List<SuggestedAssertion> needed = new ArrayList<>();
        for (SuggestedAssertion each : helping) {
            if (each.gain(permissions > 0, mutants > 0) > 0) {
                needed.add(each);
                permissions -= each.permissions();
                mutants -= each.mutants();
            }
        }
        return needed;
    }

    /** Returns how many more there must be. */
    private static long lacking(Share share, OptionalInt required) {
        return isBelow(share, required) ? (required.getAsInt() * share.total() + 99) / 100 - share.count() : 0;
    }

    private static String below(String one, String done, Share share, OptionalInt required) {
        return share.count() + " of " + Counted.of(share.total(), one) + " " + done + ", which is " + share.percent()
                + " %, and " + required.getAsInt() + " % are required";
    }

    /**
     * {@return the risky permissions that are not accepted; none if any is}
     *
     * @param analysis the analysis of the run
     */
    public List<RiskFinding> unacceptedRisks(RunAnalysis analysis) {
        AcceptedRisks accepted = acceptedRisks;
        return accepted == null
                ? List.of()
                : analysis.risks().stream()
                        .filter(finding -> !accepted.accepts(finding))
                        .toList();
    }

    /**
     * {@return the escalation paths that are not accepted; none if the run may have any}
     *
     * @param analysis the analysis of the run
     */
    public List<EscalationFinding> unacceptedPaths(RunAnalysis analysis) {
        return noEscalation
                ? analysis.paths().stream()
                        .filter(finding -> !isAccepted(finding))
                        .toList()
                : List.of();
    }

    /**
     * {@return whether an escalation path is accepted by name}
     *
     * @param finding the path
     */
    public boolean isAccepted(EscalationFinding finding) {
        return stated().accepts(finding);
    }

    /** What a file accepts; nothing if there is none. */
    private AcceptedRisks stated() {
        return acceptedRisks == null ? AcceptedRisks.none() : acceptedRisks;
    }

    private String text(RiskFinding finding) {
        return "risky permission not accepted: " + finding.rule().id() + " ("
                + finding.rule().origin() + ") "
                + finding.risk().why() + ", see " + finding.risk().link()
                + remedy(stated().end(finding), AcceptedRisks.line(finding));
    }

    private String text(EscalationFinding finding) {
        return "escalation path not accepted: " + finding + ": "
                + finding.path()
                + remedy(stated().end(finding), AcceptedRisks.line(finding));
    }

    private static String remedy(Optional<LocalDate> end, String line) {
        return end.map(last -> "; it was accepted until " + last).orElse("") + "; to accept it, add the line \"" + line
                + "\"";
    }
}
