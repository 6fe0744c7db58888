package dev.kubeuser.review.internal;

import dev.kubeuser.access.internal.ClusterContext;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.internal.ApiRequests;
import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.review.ClusterPolicy;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The policy of one cluster, read again only if a role or binding has changed. While nothing at all is written, the
 * versions of four lists tell that; after a write of anything, the versions of all roles and bindings do. Counting our
 * own writes would miss those of others, and a watch tells of a change only later. Thread-safe.
 */
public final class KnownPolicy {

    private final Cluster cluster;
    private final ApiRequests admin;
    private @Nullable Snapshot known;

    /** The versions are from before the policy was read, so a change while it is read makes them outdated. */
    private record Snapshot(PolicyVersions versions, long applied, RbacPolicy policy) {

        boolean hasLists(Optional<List<String>> now) {
            return now.filter(versions.lists()::equals).isPresent();
        }

        boolean hasObjects(PolicyVersions now) {
            return now.objects().equals(versions.objects());
        }
    }

    private KnownPolicy(Cluster cluster) {
        this.cluster = cluster;
        this.admin = ManagedCluster.of(cluster).adminRequests();
    }

    /** The policy of a cluster. */
    public static KnownPolicy of(Cluster cluster) {
        return ManagedCluster.of(cluster).attachment(KnownPolicy.class, () -> new KnownPolicy(cluster));
    }

    /** The policy now, as {@link ClusterPolicy#read(Cluster)} returns it. */
    public synchronized RbacPolicy get() {
        long applied = ClusterContext.of(cluster).applied().changes();
        Snapshot before = known;
        if (before == null || before.applied() != applied) {
            return read(PolicyVersions.read(admin), applied);
        }
        if (before.hasLists(PolicyVersions.readLists(admin))) {
            return before.policy();
        }
        Optional<PolicyVersions> versions = PolicyVersions.read(admin);
        return versions.filter(before::hasObjects).isPresent()
                ? know(before.policy(), versions, applied)
                : read(versions, applied);
    }

    private RbacPolicy read(Optional<PolicyVersions> versions, long applied) {
        return know(ClusterPolicy.read(cluster), versions, applied);
    }

    private RbacPolicy know(RbacPolicy policy, Optional<PolicyVersions> versions, long applied) {
        known = versions.map(now -> new Snapshot(now, applied, policy)).orElse(null);
        return policy;
    }
}
