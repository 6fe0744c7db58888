// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import dev.kubeuser.analysis.internal.Coverage.Share;
import dev.kubeuser.analysis.internal.MutationAnalysis.MutantResult;
import dev.kubeuser.base.internal.Counted;
import dev.kubeuser.rbac.escalation.EscalationFinding;
import dev.kubeuser.rbac.escalation.RiskFinding;
import dev.kubeuser.rbac.escalation.internal.AcceptedRisks;
import dev.kubeuser.record.internal.Denial;
import dev.kubeuser.run.internal.Setting;
import dev.kubeuser.run.internal.Settings;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the {@code kubeuser.require} settings require of a run, in one JVM or in several together, and of which runs
 * they require nothing.
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

    private static final System.Logger LOG = System.getLogger(Thresholds.class.getName());
    private static final int ALL = 100;

    /** The properties by which Surefire and Failsafe select tests. */
    private static final List<String> SELECTED_TESTS = List.of("test", "it.test");

    /** Creates thresholds that require nothing about escalation paths and denials. */
    public Thresholds(OptionalInt coverage, OptionalInt mutationScore, @Nullable AcceptedRisks acceptedRisks) {
        this(coverage, mutationScore, acceptedRisks, false, false);
    }

    /** {@return thresholds that every run meets} */
    public static Thresholds none() {
        return new Thresholds(OptionalInt.empty(), OptionalInt.empty(), null);
    }

    /**
     * Returns the thresholds of a run of tests in this JVM. For a partial run these are only the thresholds that each
     * test checks.
     *
     * @param partial why the run is partial, from {@link #whyPartial}; {@code null} if it is not
     */
    public static Thresholds ofRun(Settings settings, @Nullable String partial) {
        Thresholds thresholds = of(settings);
        if (partial == null || !thresholds.isAny()) {
            return thresholds;
        }
        LOG.log(
                System.Logger.Level.INFO,
                "kubeuser: " + partial + ", so " + Setting.REQUIRE + " settings are not checked");
        return new Thresholds(OptionalInt.empty(), OptionalInt.empty(), null, false, thresholds.noDenials());
    }

    /** Returns the thresholds that the settings name. */
    public static Thresholds of(Settings settings) {
        return new Thresholds(
                percent(settings, Setting.REQUIRE_COVERAGE),
                percent(settings, Setting.REQUIRE_MUTATION_SCORE),
                settings.read(Setting.REQUIRE_ACCEPTED_RISKS, file -> AcceptedRisks.read(Path.of(file)))
                        .orElse(null),
                settings.flag(Setting.REQUIRE_NO_ESCALATION),
                settings.flag(Setting.REQUIRE_NO_DENIALS));
    }

    /**
     * Returns why a run is partial: it runs some tests only, as a shard does, or writes golden files. Empty if it is a
     * whole run.
     */
    public static Optional<String> whyPartial(Settings settings) {
        if (settings.read(Setting.GOLDEN, text -> text).filter("update"::equals).isPresent()) {
            return Optional.of(Setting.GOLDEN.key() + "=update writes golden files");
        }
        return Stream.concat(
                        SELECTED_TESTS.stream().flatMap(property -> selected(settings, property)),
                        settings.read(Setting.SHARD, text -> text).stream()
                                .map(shard ->
                                        "only a shard of the tests runs (" + Setting.SHARD.key() + "=" + shard + ")"))
                .findFirst();
    }

    private static Stream<String> selected(Settings settings, String property) {
        return Stream.ofNullable(settings.parameter(property))
                .filter(selected -> !selected.isBlank())
                .map(selected -> "only some tests run (-D" + property + "=" + selected + ")");
    }

    private static OptionalInt percent(Settings settings, Setting setting) {
        return settings.read(setting, Thresholds::parsePercent)
                .map(OptionalInt::of)
                .orElse(OptionalInt.empty());
    }

    private static int parsePercent(String text) {
        int percent = Settings.parseInteger(
                text.endsWith("%") ? text.substring(0, text.length() - 1).strip() : text);
        if (percent < 0 || percent > ALL) {
            throw new IllegalArgumentException("whole percent from 0 to 100 are needed");
        }
        return percent;
    }

    /** {@return whether anything is required that is checked when all tests have run} */
    public boolean isAny() {
        return coverage.isPresent() || mutationScore.isPresent() || acceptedRisks != null || noEscalation;
    }

    /**
     * One requirement, and what a run has of it.
     *
     * @param what what is counted
     * @param required how much of it is required, for example {@code at least 80 %}
     * @param found how much was found
     * @param unmet why that is not enough, a sentence each; empty if it is
     */
    public record Requirement(String what, String required, String found, List<String> unmet) {

        private static Requirement none(String what, List<String> unmet) {
            return new Requirement(what, "none", String.valueOf(unmet.size()), unmet);
        }

        /** A share of nothing is nothing, and meets no threshold. */
        private static Requirement atLeast(int percent, String what, Share share, List<String> unmet) {
            String found = share.total() == 0 ? "nothing" : share.percent() + " %";
            return new Requirement(what, "at least " + percent + " %", found, unmet);
        }

        public boolean isMet() {
            return unmet.isEmpty();
        }

        /** Returns the result in a word or two. */
        public String verdict() {
            return isMet() ? "met" : "not met";
        }
    }

    /**
     * {@return what is required, and whether a run has it}
     *
     * @param analysis the analysis of the run
     */
    public List<Requirement> requirements(RunAnalysis analysis) {
        List<Requirement> all = new ArrayList<>();
        if (noDenials) {
            long denied = denials(analysis.denials()).mapToLong(Denial::count).sum();
            all.add(new Requirement("requests denied", "none", String.valueOf(denied), denied(analysis)));
        }
        all.addAll(ofWholeRun(analysis));
        return all;
    }

    private List<Requirement> ofWholeRun(RunAnalysis analysis) {
        List<Requirement> all = new ArrayList<>();
        Share covered = analysis.coverage().covered();
        coverage.ifPresent(
                percent -> all.add(Requirement.atLeast(percent, "permissions covered", covered, notCovered(analysis))));
        Share killed = analysis.mutations().killed();
        mutationScore.ifPresent(
                percent -> all.add(Requirement.atLeast(percent, "mutants killed", killed, survivors(analysis))));
        if (noEscalation) {
            all.add(Requirement.none(
                    "escalation paths not accepted",
                    unacceptedPaths(analysis).stream()
                            .map(finding -> analysis.runRecord().namespaces().written(text(finding)))
                            .toList()));
        }
        if (acceptedRisks != null) {
            all.add(Requirement.none(
                    "risky permissions not accepted",
                    unacceptedRisks(analysis).stream().map(this::text).toList()));
        }
        return all;
    }

    /**
     * {@return the unmet thresholds, a sentence each; empty if all are met. {@link #toMeet} has what to do}
     *
     * @param analysis the analysis of the run
     */
    public List<String> unmet(RunAnalysis analysis) {
        return ofWholeRun(analysis).stream()
                .flatMap(requirement -> requirement.unmet().stream())
                .toList();
    }

    private static Stream<Denial> denials(List<Denial> denials) {
        return denials.stream().filter(denial -> denial.cause().isOfAuthorization() && !denial.reportedOnly());
    }

    /**
     * {@return a line for each denial that no test expected; none if denials are allowed}
     *
     * @param analysis the analysis of the run
     */
    public List<String> denied(RunAnalysis analysis) {
        return noDenials
                ? denials(analysis.denialsByRule())
                        .map(denial -> String.join(System.lineSeparator() + "  ", denial.lines()))
                        .toList()
                : List.of();
    }

    /** Rounds down, so that 100 means all. If there is nothing to cover, no threshold is met. */
    private static boolean isBelow(Share share, OptionalInt required) {
        return required.isPresent()
                && required.getAsInt() > 0
                && (share.total() == 0 || share.percent() < required.getAsInt());
    }

    private List<String> notCovered(RunAnalysis analysis) {
        Share covered = analysis.coverage().covered();
        if (!isBelow(covered, coverage)) {
            return List.of();
        }
        return List.of(
                covered.total() == 0
                        ? "no permission of the policy under test is granted by a binding and asked for by the API"
                                + " server, so there is no coverage: apply roles together with their bindings, or "
                                + "remove the threshold"
                        : below("permission", "covered", covered, coverage) + withoutAssertion(analysis));
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

    private List<String> survivors(RunAnalysis analysis) {
        List<String> unmet = new ArrayList<>();
        Share killed = analysis.mutations().killed();
        long undecided = analysis.mutations().of(MutantResult.Status.UNDECIDED).size();
        boolean isAnyDecided = killed.total() > 0 || undecided == 0;
        if (isAnyDecided && isBelow(killed, mutationScore)) {
            unmet.add(
                    killed.total() == 0
                            ? "every mutant of the policy under test is equivalent, so there is no mutation score:"
                                    + " apply roles together with their bindings, or remove the threshold"
                            : below("mutant", "killed", killed, mutationScore));
        }
        if (undecided > 0 && mutationScore.orElse(0) > 0) {
            unmet.add(undecided + " of "
                    + Counted.of(analysis.mutations().results().size(), "mutant")
                    + " could not be decided, so the mutation score is not known; raise or remove"
                    + " kubeuser.proof-limit");
        }
        return unmet;
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
