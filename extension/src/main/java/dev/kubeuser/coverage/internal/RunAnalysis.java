package dev.kubeuser.coverage.internal;

import dev.kubeuser.coverage.MutantResult;
import dev.kubeuser.coverage.MutantStatus;
import dev.kubeuser.coverage.Suggestion;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacPolicyBuilder;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.escalation.Risk;
import dev.kubeuser.rbac.escalation.RiskFinding;
import dev.kubeuser.rbac.escalation.Risks;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the tests of a run have proved about the policy that they ran under.
 *
 * <p>Only what {@code @KubeManifests} applied is under test; the rest of the cluster's policy, such as its default roles,
 * takes part in decisions and in nothing else.
 *
 * @param coverage which parts of the policy were needed
 * @param mutations which mistakes in it would be noticed
 * @param leastPrivilege the smallest roles that would have been enough
 * @param risks the permissions of the policy that Kubernetes warns of
 * @param decisions how many questions and requests this rests on
 * @param unexplained how many of them were answered otherwise than the policy says, and so count for nothing: by another
 *     authorizer than RBAC, or by roles that a test wrote itself
 * @param requests how many requests were sent, by what is known of them; equal ones of one test are one observation
 */
public record RunAnalysis(
        Coverage coverage,
        MutationAnalysis mutations,
        LeastPrivilege leastPrivilege,
        List<RiskFinding> risks,
        long decisions,
        long unexplained,
        RecordedRequests requests) {

    /** Copies the list. */
    public RunAnalysis {
        risks = List.copyOf(risks);
    }

    /**
     * {@return what follows from some evidence}
     *
     * @param runRecord what was recorded
     */
    public static RunAnalysis of(RunRecord runRecord) {
        long decisions = runRecord.states().stream()
                .mapToLong(state -> state.decisions().size())
                .sum();
        return new RunAnalysis(
                CoverageCounter.count(runRecord),
                MutationRun.run(runRecord),
                LeastPrivilege.of(runRecord),
                risks(runRecord),
                decisions,
                runRecord.states().stream().mapToLong(RunAnalysis::unexplained).sum(),
                runRecord.requests());
    }

    private record WrittenRisk(Risk risk, RulePlace rule) {}

    /** Each once, in however many namespaces it was applied; what has one name may be something else each time. */
    private static List<RiskFinding> risks(RunRecord runRecord) {
        Map<WrittenRisk, RiskFinding> risks = new LinkedHashMap<>();
        for (PolicyState state : runRecord.states()) {
            for (RiskFinding finding : risks(state)) {
                RbacRule written = runRecord.namespaces().written(finding.rule());
                risks.putIfAbsent(
                        new WrittenRisk(finding.risk(), RulePlace.of(finding.rule())),
                        new RiskFinding(finding.risk(), written, finding.grant()));
            }
        }
        return List.copyOf(risks.values());
    }

    private static List<RiskFinding> risks(PolicyState state) {
        RbacPolicyBuilder written = RbacPolicy.builder();
        state.objects().forEach(object -> written.add(object.object(), object.source()::origin));
        return new Risks(written.build()).all();
    }

    private static long unexplained(PolicyState state) {
        RbacPolicy policy = state.policy();
        return state.decisions().stream()
                .filter(recorded -> policy.allows(recorded.user(), recorded.request()) != recorded.allowed())
                .count();
    }

    /**
     * {@return the assertions that would kill all survivors, each once}
     */
    public Set<String> suggestions() {
        return mutations.of(MutantStatus.SURVIVED).stream()
                .map(MutantResult::suggestion)
                .filter(Objects::nonNull)
                .map(Suggestion::source)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
