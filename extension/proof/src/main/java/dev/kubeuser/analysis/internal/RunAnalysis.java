// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import dev.kubeuser.analysis.internal.MutationAnalysis.MutantResult;
import dev.kubeuser.analysis.internal.NeededAccess.LeastPrivilege;
import dev.kubeuser.analysis.internal.SuggestedAssertion.Suggestion;
import dev.kubeuser.lint.internal.PolicyFindings.PolicyFinding;
import dev.kubeuser.lint.internal.RuleProblems;
import dev.kubeuser.rbac.Origin;
import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.escalation.Escalation;
import dev.kubeuser.rbac.escalation.EscalationFinding;
import dev.kubeuser.rbac.escalation.Risk;
import dev.kubeuser.rbac.escalation.RiskFinding;
import dev.kubeuser.rbac.escalation.internal.Risks;
import dev.kubeuser.record.internal.Denial;
import dev.kubeuser.record.internal.PolicyObject;
import dev.kubeuser.record.internal.PolicyState;
import dev.kubeuser.record.internal.RecordedDecision;
import dev.kubeuser.record.internal.RunRecord;
import dev.kubeuser.run.internal.OwnNamespaces;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The analysis of a run: what its tests cover of the policy under test.
 *
 * <p>If a test failed, nothing is proposed: the policy may allow what the test forbids, and what the test would have
 * done after its failure is not known.
 *
 * <p>Only what {@code @KubeManifests} applied is under test. The rest of the cluster's policy, such as its default
 * roles, only takes part in decisions.
 *
 * @param runRecord the run record
 * @param coverage which parts of the policy were covered
 * @param covering assertions that would cover the others
 * @param mutations the mutants of the policy
 * @param leastPrivilege the smallest roles that would have been enough
 * @param narrowed the files of the policy without what was not needed
 * @param escalations the subjects of the policy that can become cluster-admin, also those that are by their bindings;
 *     the subjects have the names of manifests, the paths those of the run
 * @param risks the permissions of the policy that Kubernetes warns about
 * @param findings parts of the policy without effect
 * @param decisions the number of recorded decisions
 * @param inferred the number of decisions that were concluded from the policy and the answer to another request: second
 *     checks
 * @param unexplained the number of recorded decisions that differ from the policy, and so are not counted: an
 *     authorizer other than RBAC made them, or they come from roles that a test wrote itself
 * @param requests the number of recorded requests, by source; equal ones of one test are one observation
 */
public record RunAnalysis(
        RunRecord runRecord,
        Coverage coverage,
        CoveringAssertions covering,
        MutationAnalysis mutations,
        LeastPrivilege leastPrivilege,
        NarrowedPolicy narrowed,
        List<EscalationFinding> escalations,
        List<RiskFinding> risks,
        List<PolicyFinding> findings,
        long decisions,
        long inferred,
        long unexplained,
        RunRecord.RequestCounts requests) {

    /**
     * {@return the analysis of a run record}
     *
     * @param runRecord the run record
     */
    public static RunAnalysis of(RunRecord runRecord) {
        return of(runRecord, null);
    }

    /**
     * {@return the analysis of a run record, in which mutants may be undecided}
     *
     * @param runRecord the run record
     * @param proofLimit how long the judging of mutants may take, or {@code null} for any time
     */
    public static RunAnalysis of(RunRecord runRecord, @Nullable Duration proofLimit) {
        List<RecordedDecision> decisions = runRecord.states().stream()
                .flatMap(state -> state.decisions().stream())
                .toList();
        List<PolicyInForce> inForce = PolicyInForce.of(runRecord);
        List<PolicyInForce> ofManifests = PolicyInForce.ofManifests(runRecord);
        Topics topics = new Topics(runRecord);
        List<NeededAccess> accesses = NeededAccess.of(runRecord, inForce);
        Coverage coverage = CoverageCounter.count(runRecord, inForce, ofManifests, topics);
        boolean hasFailed = !runRecord.tests().failed().isEmpty();
        CoveringAssertions covering = hasFailed
                ? new CoveringAssertions(Map.of(), Map.of())
                : CoveringAssertions.of(coverage, inForce, topics, runRecord);
        MutationAnalysis mutations = MutationAnalysis.of(runRecord, inForce, ofManifests, topics, covering, proofLimit);
        return new RunAnalysis(
                runRecord,
                coverage,
                covering,
                hasFailed ? mutations.withoutSuggestions() : mutations,
                hasFailed ? new LeastPrivilege(List.of()) : LeastPrivilege.of(accesses, runRecord.namespaces()),
                hasFailed ? new NarrowedPolicy(List.of()) : NarrowedPolicy.of(runRecord, accesses),
                escalations(runRecord),
                risks(runRecord),
                withoutEffect(runRecord, inForce, topics, coverage),
                decisions.size(),
                decisions.stream().filter(RecordedDecision::inferred).count(),
                inForce.stream().mapToLong(RunAnalysis::unexplained).sum(),
                runRecord.requests());
    }

    /**
     * Returns each subject that can become cluster-admin by certain and likely steps, in whichever of the recorded
     * policies and on whichever version of the run; those with the fewest steps first. What was applied to several
     * namespaces is searched once.
     */
    private static List<EscalationFinding> escalations(RunRecord runRecord) {
        Map<Subject, EscalationFinding> found = new LinkedHashMap<>();
        Set<Set<Origin>> searched = new HashSet<>();
        for (PolicyState state : runRecord.states()) {
            if (!searched.add(state.objects().stream().map(PolicyObject::origin).collect(Collectors.toSet()))) {
                continue;
            }
            Map<Subject, Subject> written = new LinkedHashMap<>();
            for (RbacBinding binding : state.written().bindings()) {
                List<Subject> subjects = runRecord.namespaces().written(binding).subjects();
                IntStream.range(0, subjects.size())
                        .forEach(index -> written.put(binding.subjects().get(index), subjects.get(index)));
            }
            for (Set<ServerFeature> features : runRecord.serverFeatures()) {
                written.values().removeAll(found.keySet());
                Escalation.of(state.policy())
                        .with(features)
                        .toClusterAdmin(written.keySet())
                        .forEach(finding -> {
                            Subject subject = Objects.requireNonNull(written.get(finding.subject()));
                            found.putIfAbsent(subject, finding.of(subject));
                        });
            }
        }
        return found.values().stream()
                .sorted(Comparator.comparingInt(
                        finding -> finding.path().steps().size()))
                .toList();
    }

    private record WrittenRisk(Risk risk, PolicyPlace rule) {}

    /**
     * Returns each risk that exists on a version of the run once, however many namespaces it was applied to. Objects
     * with the same name may differ each time.
     */
    private static List<RiskFinding> risks(RunRecord runRecord) {
        Map<WrittenRisk, RiskFinding> risks = new LinkedHashMap<>();
        List<Set<ServerFeature>> versions = runRecord.serverFeatures();
        for (PolicyState state : runRecord.states()) {
            for (RiskFinding finding : risks(state, versions)) {
                RbacRule written = runRecord.namespaces().written(finding.rule());
                risks.putIfAbsent(
                        new WrittenRisk(finding.risk(), PolicyPlace.of(finding.rule())),
                        new RiskFinding(finding.risk(), written, finding.grant()));
            }
        }
        return List.copyOf(risks.values());
    }

    private static List<RiskFinding> risks(PolicyState state, List<Set<ServerFeature>> versions) {
        RbacPolicy policy = state.written();
        return versions.stream()
                .flatMap(features -> Risks.in(policy).with(features).all().stream())
                .toList();
    }

    private static long unexplained(PolicyInForce inForce) {
        return inForce.decisions().stream()
                .filter(recorded -> !inForce.observation(recorded).explains(recorded))
                .count();
    }

    /**
     * Returns the parts of the policy under test that Kubernetes accepts but that have no effect, each once, however
     * many namespaces it was applied to.
     */
    static List<PolicyFinding> withoutEffect(
            RunRecord runRecord, List<PolicyInForce> inForce, Topics topics, Coverage coverage) {
        OwnNamespaces own = runRecord.namespaces();
        Set<PolicyFinding> findings = new LinkedHashSet<>();
        Map<List<RbacRule>, RuleProblems> known = new HashMap<>();
        for (PolicyInForce each : inForce) {
            RuleProblems ofRules = known.computeIfAbsent(
                    each.state().ofAdmission(), asked -> new RuleProblems(topics.resources(), asked));
            RbacPolicy written = each.state().written();
            written.roles()
                    .forEach(role ->
                            role.rules().stream().map(own::written).forEach(rule -> findings.addAll(ofRules.of(rule))));
            written.bindings().stream()
                    .filter(binding -> each.policy().role(binding.roleRef()).isEmpty())
                    .map(own::written)
                    .forEach(binding -> findings.add(withoutRole(binding)));
        }
        findings.addAll(notGranted(runRecord, inForce, coverage));
        return List.copyOf(findings);
    }

    private static PolicyFinding withoutRole(RbacBinding binding) {
        return new PolicyFinding(
                PolicyFinding.Kind.UNKNOWN,
                binding.id().toString(),
                OptionalInt.empty(),
                Objects.requireNonNull(binding.origin()),
                binding.roleRef() + " does not exist");
    }

    /** Returns the roles of which no binding grants a rule, in the order of the policy. */
    private static List<PolicyFinding> notGranted(RunRecord runRecord, List<PolicyInForce> inForce, Coverage coverage) {
        Map<PolicyPlace, Boolean> bound = new HashMap<>();
        coverage.rules()
                .forEach(rule ->
                        bound.merge(PolicyPlace.of(rule.rule()).ofObject(), rule.isBound(), Boolean::logicalOr));
        Map<PolicyPlace, RbacRole> taking = taking(inForce);
        List<PolicyFinding> findings = new ArrayList<>();
        for (PolicyObject object : runRecord.writtenObjects()) {
            PolicyPlace place = PolicyPlace.of(object.origin());
            if (Boolean.FALSE.equals(bound.get(place))) {
                findings.add(new PolicyFinding(
                        PolicyFinding.Kind.NOT_GRANTED,
                        runRecord
                                .namespaces()
                                .written(object.source().kind() + " "
                                        + object.source().name()),
                        OptionalInt.empty(),
                        object.source().nearestOrigin("metadata.name"),
                        Optional.ofNullable(taking.get(place))
                                .map(role ->
                                        runRecord.namespaces().written(role.id().toString()))
                                .map(role -> role + " takes its rules by aggregation: to test them, bind " + role
                                        + " to a subject in one more manifest")
                                .orElse("Bind it to a subject, or remove it")));
            }
        }
        return findings;
    }

    /** Returns for each role under test the smallest of those that have its rules by aggregation. */
    private static Map<PolicyPlace, RbacRole> taking(List<PolicyInForce> inForce) {
        Map<PolicyPlace, RbacRole> taking = new HashMap<>();
        for (PolicyInForce each : inForce) {
            each.policy().roles().stream()
                    .filter(RbacRole::isAggregate)
                    .sorted(Comparator.comparingInt(role -> role.rules().size()))
                    .forEach(role -> role.rules().stream()
                            .filter(rule ->
                                    rule.origin() != null && !rule.id().role().equals(role.id()))
                            .forEach(rule ->
                                    taking.putIfAbsent(PolicyPlace.of(rule).ofObject(), role)));
        }
        return taking;
    }

    /** {@return whether a test failed, so that nothing is proposed} */
    public boolean hasFailed() {
        return !runRecord.tests().failed().isEmpty();
    }

    /**
     * {@return the escalation paths of subjects that are not cluster-admin by their bindings; those with the fewest
     * steps first}
     */
    public List<EscalationFinding> paths() {
        return escalations.stream().filter(finding -> !finding.isGranted()).toList();
    }

    /**
     * {@return what was refused to subjects although no test expected it, with the names of namespaces as in manifests}
     */
    public List<Denial> denials() {
        return runRecord.denials().stream()
                .map(denial -> denial.written(runRecord.namespaces()))
                .toList();
    }

    /** {@return the same, those that lack one rule together} */
    public List<Denial> denialsByRule() {
        return Denial.byRule(denials());
    }

    /**
     * {@return the assertions that would kill all survivors, cover all permissions and use all bindings, each once,
     * with what it gains; those that gain most first}
     */
    public List<SuggestedAssertion> suggestions() {
        List<SuggestedAssertion> gains = new ArrayList<>();
        mutations.of(MutantResult.Status.SURVIVED).stream()
                .map(MutantResult::suggestion)
                .filter(Objects::nonNull)
                .forEach(suggestion -> gains.add(new SuggestedAssertion(suggestion, 0, 1, 0)));
        covering.permissions().values().forEach(suggestion -> gains.add(new SuggestedAssertion(suggestion, 1, 0, 0)));
        coverage.bindings().stream()
                .flatMap(covering::ofBinding)
                .forEach(suggestion -> gains.add(new SuggestedAssertion(suggestion, 0, 0, 1)));
        Map<Suggestion, SuggestedAssertion> merged = new LinkedHashMap<>();
        gains.forEach(gain -> merged.merge(gain.suggestion(), gain, SuggestedAssertion::with));
        return merged.values().stream()
                .sorted(Comparator.comparingLong((SuggestedAssertion each) -> each.gain())
                        .reversed())
                .toList();
    }
}
