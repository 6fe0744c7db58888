package dev.kubeuser.apply;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.base.internal.Deadline;
import dev.kubeuser.base.internal.InFlight;
import dev.kubeuser.manifest.ManifestException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Waits until the authorizer knows about all roles and bindings that were written or removed. It sees the writes of
 * each of the four types in order, but in no order across types. So a sentinel of each type is written last: when an
 * access review shows that the sentinels grant, the authorizer has seen all earlier writes. What is in namespaces does not
 * wait for the ClusterRoles, which a controller may still have to aggregate.
 *
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/rbac/">Using RBAC Authorization</a>
 */
final class PolicyEffect {

    private static final String RBAC = "rbac.authorization.k8s.io";

    private final KubeAccess access;
    private final Duration timeout;
    private final Set<String> kinds;
    private final List<Target> changed;

    private PolicyEffect(KubeAccess access, Duration timeout, Set<String> kinds, List<Target> changed) {
        this.access = access;
        this.timeout = timeout;
        this.kinds = kinds;
        this.changed = changed;
    }

    static PolicyEffect of(KubeAccess access, Duration timeout, List<Target> changed) {
        List<Target> policy = changed.stream()
                .filter(target -> target.object().group().equals(RBAC))
                .toList();
        return new PolicyEffect(
                access,
                timeout,
                policy.stream().map(target -> target.object().kind()).collect(Collectors.toSet()),
                policy);
    }

    void await() {
        Deadline deadline = Deadline.in(timeout);
        InFlight.CHANGES.each(sentinels(), sentinel -> await(sentinel, deadline));
    }

    /** One for roles and bindings of the cluster and one for those in namespaces, as far as they were changed. */
    private List<Sentinel> sentinels() {
        List<Sentinel> sentinels = new ArrayList<>();
        if (kinds.contains("ClusterRole") || kinds.contains("ClusterRoleBinding")) {
            sentinels.add(new Sentinel(access, true));
        }
        if (kinds.contains("Role") || kinds.contains("RoleBinding")) {
            sentinels.add(new Sentinel(access, false));
        }
        return sentinels;
    }

    private void await(Sentinel sentinel, Deadline deadline) {
        if (sentinel.isClusterWide() && changed.stream().map(Target::object).anyMatch(RoleAggregation::concerns)) {
            new RoleAggregation(access, changed).await(deadline);
        }
        try (sentinel) {
            sentinel.write();
            if (!deadline.await(sentinel::grants)) {
                throw new ManifestException(
                        "The API server at " + access.cluster().server()
                                + " did not act upon the policy that was written " + deadline
                                + ". Is it overloaded, or does it not authorize by RBAC? More time:"
                                + " kubeuser.policy-timeout",
                        deadline.exceeded());
            }
        }
    }
}
