package dev.kubeuser.access.internal;

import dev.kubeuser.access.internal.RequestListener.RequestListeners;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.rbac.ServerFeature;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What this JVM keeps of one cluster for as long as the cluster runs. There is one, however many users access the
 * cluster. Thread-safe.
 */
public final class ClusterContext {

    private final ManagedCluster cluster;
    private final RequestListeners listeners = new RequestListeners();
    private final List<AccessCheckListener> checkListeners = new CopyOnWriteArrayList<>();
    private final Set<ServerFeature> features;
    private final ClusterDiscovery discovery;
    private final KnownNamespaces namespaces;

    private ClusterContext(ManagedCluster cluster) {
        this.cluster = cluster;
        this.features = ServerFeature.of(cluster.version());
        this.discovery = new ClusterDiscovery(cluster);
        this.namespaces = new KnownNamespaces(cluster.adminRequests());
    }

    /** The context of a cluster that a user hands in. What has a {@code KubeAccess} takes the context of that. */
    public static ClusterContext of(Cluster cluster) {
        ManagedCluster managed = ManagedCluster.of(cluster);
        return managed.context(ClusterContext.class, () -> new ClusterContext(managed));
    }

    /** The cluster. */
    public ManagedCluster cluster() {
        return cluster;
    }

    /** Who hears the requests of its users. */
    public RequestListeners listeners() {
        return listeners;
    }

    /** Who hears the access checks of assertions on its users. */
    public List<AccessCheckListener> checkListeners() {
        return checkListeners;
    }

    /** What its API server does that some versions do not. */
    public Set<ServerFeature> features() {
        return features;
    }

    /** Which resources it has. */
    public ClusterDiscovery discovery() {
        return discovery;
    }

    /** Which namespaces it has. */
    public KnownNamespaces namespaces() {
        return namespaces;
    }
}
