package dev.kubeuser.discovery.internal;

import dev.kubeuser.cluster.internal.ApiRequests;
import dev.kubeuser.rbac.RbacPolicy;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The policy of one cluster, read again only if a role or binding has changed. While nothing at all is written, the
 * versions of four lists tell that; after a write of anything, the versions of all roles and bindings do. Counting our
 * own writes would miss those of others, and a watch tells of a change only later. Thread-safe.
 */
public final class KnownPolicy {

    private final ApiRequests admin;
    private final AppliedObjects applied;
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

    /**
     * Knows nothing yet.
     *
     * @param admin reads versions
     * @param applied the objects whose manifests the policy names
     */
    public KnownPolicy(ApiRequests admin, AppliedObjects applied) {
        this.admin = admin;
        this.applied = applied;
    }

    /**
     * The policy now.
     *
     * @param reading reads it; called only if it may have changed
     */
    public synchronized RbacPolicy get(Supplier<RbacPolicy> reading) {
        long changes = applied.changes();
        Snapshot before = known;
        if (before == null || before.applied() != changes) {
            return know(PolicyVersions.read(admin), changes, reading);
        }
        if (before.hasLists(PolicyVersions.readLists(admin))) {
            return before.policy();
        }
        Optional<PolicyVersions> versions = PolicyVersions.read(admin);
        return know(versions, changes, versions.filter(before::hasObjects).isPresent() ? before::policy : reading);
    }

    private RbacPolicy know(Optional<PolicyVersions> versions, long changes, Supplier<RbacPolicy> source) {
        RbacPolicy policy = source.get();
        known = versions.map(now -> new Snapshot(now, changes, policy)).orElse(null);
        return policy;
    }
}
