package dev.kubeuser.access.internal;

import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.discovery.internal.AppliedObjects;
import dev.kubeuser.discovery.internal.ClusterDiscovery;

/**
 * What this JVM keeps of one cluster for as long as the cluster runs. There is one, however many users access the
 * cluster. Thread-safe.
 */
public final class ClusterContext {

    private final ManagedCluster cluster;
    private final RequestListeners listeners = new RequestListeners();
    private final ClusterDiscovery discovery;
    private final AppliedObjects applied = new AppliedObjects();

    private ClusterContext(ManagedCluster cluster) {
        this.cluster = cluster;
        this.discovery = new ClusterDiscovery(cluster);
    }

    /** The context of a cluster that a user hands in. What has a {@code KubeAccess} takes the context of that. */
    public static ClusterContext of(Cluster cluster) {
        ManagedCluster managed = ManagedCluster.of(cluster);
        return managed.attachment(ClusterContext.class, () -> new ClusterContext(managed));
    }

    /** The cluster. */
    public ManagedCluster cluster() {
        return cluster;
    }

    /** Who hears the requests of its users. */
    public RequestListeners listeners() {
        return listeners;
    }

    /** Which resources it has. */
    public ClusterDiscovery discovery() {
        return discovery;
    }

    /** What is applied to it. */
    public AppliedObjects applied() {
        return applied;
    }
}
