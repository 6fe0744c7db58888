package dev.kubeuser.coverage.internal.analysis;

import dev.kubeuser.base.internal.Counted;
import dev.kubeuser.coverage.MutantResult;
import dev.kubeuser.rbac.escalation.RiskAcceptance;
import dev.kubeuser.rbac.escalation.RiskFinding;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The thresholds that a run must meet, in one JVM or in several together.
 *
 * @param coverage the percentage of permissions to cover
 * @param mutationScore the percentage of mutants to kill
 * @param acceptedRisks the risky permissions that the policy may have, or {@code null} for any
 * @param noDenials whether no denial may fail a test. Each test checks that itself, so it is no part of {@link #unmet}.
 */
public record Thresholds(
        OptionalInt coverage,
        OptionalInt mutationScore,
        @Nullable List<RiskAcceptance> acceptedRisks,
        boolean noDenials) {

    /** Creates thresholds that say nothing about denials. */
    public Thresholds(OptionalInt coverage, OptionalInt mutationScore, @Nullable List<RiskAcceptance> acceptedRisks) {
        this(coverage, mutationScore, acceptedRisks, false);
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
        return coverage.isPresent() || mutationScore.isPresent() || acceptedRisks != null;
    }

    /**
     * {@return the unmet thresholds, each with what to do about it; empty if all are met}
     *
     * @param analysis the analysis of the run
     */
    public List<String> unmet(RunAnalysis analysis) {
        List<String> unmet = new ArrayList<>();
        if (isBelow(analysis.coverage().covered(), coverage)) {
            unmet.add(notCovered(analysis));
        }
        if (isBelow(analysis.mutations().killed(), mutationScore)) {
            unmet.add(survivors(analysis));
        }
        long undecided = analysis.mutations().of(MutantResult.Status.UNDECIDED).size();
        if (undecided > 0 && mutationScore.orElse(0) > 0) {
            unmet.add(undecided + " of "
                    + Counted.of(analysis.mutations().results().size(), "mutant")
                    + " could not be decided, so the mutation score is not known; raise or remove"
                    + " kubeuser.proof-limit");
        }
        newRisks(analysis).map(Thresholds::text).forEach(unmet::add);
        return List.copyOf(unmet);
    }

    /** Rounds down, so that 100 means all. If there is nothing to cover, no threshold is met. */
    private static boolean isBelow(Share share, OptionalInt required) {
        return required.isPresent()
                && required.getAsInt() > 0
                && (share.total() == 0 || share.percent() < required.getAsInt());
    }

    private String notCovered(RunAnalysis analysis) {
        if (analysis.coverage().covered().total() == 0) {
            return "the policy under test has no permissions, so there is no coverage; apply its roles by @KubeManifests,"
                    + " or remove the threshold";
        }
        Stream<String> missing = analysis.coverage().rules().stream()
                .flatMap(rule -> rule.permissions().stream()
                        .filter(covered -> !covered.isCovered())
                        .map(covered -> covered.permission() + " of "
                                + rule.rule().id() + " (" + rule.rule().origin() + ")"
                                + (rule.isBound() ? "" : ", which no binding grants")));
        return below("permission", "covered", analysis.coverage().covered(), coverage) + "; not covered:"
                + lines(missing);
    }

    private String survivors(RunAnalysis analysis) {
        if (analysis.mutations().killed().total() == 0
                && analysis.mutations().of(MutantResult.Status.UNDECIDED).isEmpty()) {
            return "every mutant of the policy under test is equivalent, so there is no mutation score;"
                    + " apply roles together with their bindings by @KubeManifests, or remove the threshold";
        }
        return below("mutant", "killed", analysis.mutations().killed(), mutationScore)
                + "; these tests would kill surviving mutants:"
                + lines(SuggestedTests.of(analysis.suggestions()).lines().stream());
    }

    private static String below(String one, String done, Share share, OptionalInt required) {
        return share.count() + " of " + Counted.of(share.total(), one) + " " + done + ", which is " + share.percent()
                + " %, and " + required.getAsInt() + " % are required";
    }

    private static String lines(Stream<String> items) {
        StringBuilder lines = new StringBuilder();
        items.forEach(
                item -> lines.append(System.lineSeparator()).append("    ").append(item));
        return lines.toString();
    }

    private Stream<RiskFinding> newRisks(RunAnalysis analysis) {
        List<RiskAcceptance> accepted = acceptedRisks;
        return accepted == null
                ? Stream.empty()
                : analysis.risks().stream().filter(finding -> accepted.stream().noneMatch(one -> one.accepts(finding)));
    }

    private static String text(RiskFinding finding) {
        return "risky permission not accepted: " + finding.rule().id() + " ("
                + finding.rule().origin() + ") "
                + finding.risk().why() + ", see " + finding.risk().link()
                + "; to accept it, add the line \""
                + finding.risk() + " in " + finding.rule().id().role() + "\"";
    }
}
