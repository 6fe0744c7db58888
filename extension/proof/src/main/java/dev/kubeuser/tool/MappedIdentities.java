package dev.kubeuser.tool;

import dev.kubeuser.manifest.EksIdentity;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.rbac.escalation.AcceptedRisks;
import dev.kubeuser.rbac.escalation.Escalation;
import dev.kubeuser.rbac.escalation.EscalationFinding;
import dev.kubeuser.rbac.escalation.EscalationPath;
import dev.kubeuser.rbac.escalation.Goal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Identities of EKS beside a policy.
 *
 * @param identities the identities
 * @param inForce the roles and bindings, with the default ones
 */
record MappedIdentities(List<EksIdentity> identities, RbacPolicy inForce) {

    private static final String AUTHENTICATED = "system:authenticated";

    /** Authorizers of the API server know the first two without a binding; EKS itself binds the others. */
    private static final Set<String> BOUND_ELSEWHERE =
            Set.of("system:masters", "system:nodes", "system:bootstrappers", "system:node-proxier");

    private static final String OF_EKS = "eks:";

    /** Each takes several searches. */
    private static final int MOST_WITH_CUTS = 10;

    /** As for subjects of bindings, cluster-admin by a binding does not count: the files say it openly. */
    List<PolicyFindings.IdentityPath> paths(Escalation search, AcceptedRisks accepted) {
        Goal goal = new Goal.ClusterAdmin();
        Map<UserInfo, EscalationPath> paths = search.findAll(
                identities.stream().map(EksIdentity::userInfo).distinct().toList(), goal);
        List<PolicyFindings.IdentityPath> found = new ArrayList<>();
        for (EksIdentity identity : identities) {
            EscalationPath path = paths.get(identity.userInfo());
            if (path == null || (path.steps().isEmpty() && !identity.userInfo().isMaster())) {
                continue;
            }
            Subject user = Subject.user(identity.userInfo().name());
            EscalationFinding finding = found.size() < MOST_WITH_CUTS
                    ? search.finding(user, path, goal)
                    : new EscalationFinding(
                            user, path, List.of(), "only the first " + MOST_WITH_CUTS + " paths have that");
            if (!accepted.accepts(finding)) {
                found.add(new PolicyFindings.IdentityPath(identity, finding));
            }
        }
        return found;
    }

    List<PolicyFindings.UnboundSubject> unbound() {
        Set<Subject> bound = inForce.bindings().stream()
                .flatMap(binding -> binding.subjects().stream())
                .collect(Collectors.toSet());
        return identities.stream()
                .flatMap(identity -> names(identity.userInfo()).stream()
                        .filter(subject -> !bound.contains(subject))
                        .map(subject -> new PolicyFindings.UnboundSubject(identity, subject)))
                .toList();
    }

    /** The groups by which an identity may get something; its user if there are none. */
    private static List<Subject> names(UserInfo user) {
        return user.groups().equals(Set.of(AUTHENTICATED))
                ? List.of(Subject.user(user.name()))
                : user.groups().stream()
                        .filter(group -> !BOUND_ELSEWHERE.contains(group) && !group.startsWith(OF_EKS))
                        .map(Subject::group)
                        .toList();
    }
}
