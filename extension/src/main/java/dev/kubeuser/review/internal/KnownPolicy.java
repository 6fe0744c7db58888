package dev.kubeuser.review.internal;

import dev.kubeuser.apply.internal.AppliedObjects;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.internal.ApiRequests;
import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.review.ClusterPolicy;
import io.kubernetes.client.openapi.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * The policy of one cluster. It is listed again only if the version of a list of RBAC objects has changed, which a list of
 * one object tells: as long as two lists of a kind have the same version, nothing of the kind was written between them.
 * The version may change without the kind, since servers count all writes together. Then the policy is listed needlessly,
 * but never missed. Counting our own writes would miss those of others, and a watch tells of a change only later.
 * Thread-safe.
 *
 * @see <a href="https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions">Resource versions</a>
 */
final class KnownPolicy {

    private static final List<String> RESOURCES =
            List.of("clusterroles", "clusterrolebindings", "roles", "rolebindings");

    private final Cluster cluster;
    private @Nullable Snapshot known;

    /** The versions are from before the policy was read, so a change while it is read makes them outdated. */
    private record Snapshot(List<String> versions, long applied, RbacPolicy policy) {}

    private KnownPolicy(Cluster cluster) {
        this.cluster = cluster;
    }

    static KnownPolicy of(Cluster cluster) {
        return ManagedCluster.of(cluster).attachment(KnownPolicy.class, () -> new KnownPolicy(cluster));
    }

    /** The policy now, as {@link ClusterPolicy#read(Cluster)} returns it. */
    synchronized RbacPolicy get() {
        Optional<List<String>> versions = versions();
        long applied = AppliedObjects.of(cluster).changes();
        Snapshot before = known;
        if (before != null
                && before.applied() == applied
                && versions.filter(before.versions()::equals).isPresent()) {
            return before.policy();
        }
        RbacPolicy policy = ClusterPolicy.read(cluster);
        known = versions.map(now -> new Snapshot(now, applied, policy)).orElse(null);
        return policy;
    }

    /** Of the four kinds; empty if the administrator may not list one of them, which reading the policy then says. */
    private Optional<List<String>> versions() {
        ApiRequests admin = ManagedCluster.of(cluster).adminRequests();
        List<String> versions = new ArrayList<>();
        try {
            for (String resource : RESOURCES) {
                HttpUrl one = admin.url("apis/rbac.authorization.k8s.io/v1", resource)
                        .newBuilder()
                        .addQueryParameter("limit", "1")
                        .build();
                versions.add(admin.get(one)
                        .getAsJsonObject("metadata")
                        .get("resourceVersion")
                        .getAsString());
            }
            return Optional.of(versions);
        } catch (ApiException refusal) {
            return Optional.empty();
        }
    }
}
