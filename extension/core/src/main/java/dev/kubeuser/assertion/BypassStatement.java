package dev.kubeuser.assertion;

import dev.kubeuser.access.internal.ClusterContext;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.guard.internal.AdmissionGuards;
import dev.kubeuser.guard.internal.HostPodDryRuns;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.rbac.escalation.Escalation;
import dev.kubeuser.rbac.escalation.EscalationPath;
import dev.kubeuser.rbac.escalation.Goal;
import dev.kubeuser.rbac.internal.SubjectUser;
import dev.kubeuser.review.AccessQueryException;
import dev.kubeuser.statement.EffectivePolicy;
import dev.kubeuser.statement.internal.Holders;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * That none of some subjects can bypass something in admission.
 *
 * @param policy that of a cluster
 * @param holders whom it is about
 * @param guard what in admission
 */
record BypassStatement(EffectivePolicy policy, Holders holders, String guard) {

    /** Who can, with the path of the first; empty if nobody can. */
    Optional<Failure> contradiction() {
        Cluster cluster = policy.cluster()
                .orElseThrow(() ->
                        new AccessQueryException("Admission is that of a cluster, and this policy is of none: take"
                                + " EffectivePolicy.of(cluster)"));
        Goal goal =
                new Goal.Bypass(AdmissionGuards.in(ClusterContext.of(cluster)).find(guard));
        Escalation search = Escalation.in(policy.rbac())
                .with(new HostPodDryRuns(cluster.adminClient()))
                .with(policy.features());
        Map<UserInfo, Subject> subjects = subjects();
        Map<UserInfo, EscalationPath> paths = search.findAll(subjects.keySet(), goal);
        return paths.values().stream()
                .findFirst()
                .map(path -> EscalationFailure.shouldNotBypass(
                        holders.toString(),
                        guard,
                        paths.keySet().stream().map(subjects::get).toList(),
                        search.finding(
                                Objects.requireNonNull(subjects.get(path.start().user())), path, goal)));
    }

    private Map<UserInfo, Subject> subjects() {
        Map<UserInfo, Subject> subjects = new LinkedHashMap<>();
        policy.subjects().stream()
                .filter(subject -> holders.includes(subject) && hasMoreThanDefaults(subject))
                .forEach(subject -> subjects.putIfAbsent(SubjectUser.of(subject), subject));
        return subjects;
    }

    /** Kubernetes itself lets its controllers change everything. */
    private boolean hasMoreThanDefaults(Subject subject) {
        return policy.bindingsOf(subject).stream()
                .anyMatch(binding ->
                        !policy.requestsBeyondDefaults(binding, subject).isEmpty());
    }
}
