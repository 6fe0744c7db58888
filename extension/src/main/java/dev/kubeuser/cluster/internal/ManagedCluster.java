package dev.kubeuser.cluster.internal;

import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.RunningCluster;
import java.util.Optional;
import java.util.function.Supplier;

/** What this library needs of a cluster beyond what a test author does. Every cluster is one. */
public interface ManagedCluster extends RunningCluster {

    /** The cluster behind its public type. */
    static ManagedCluster of(Cluster cluster) {
        if (cluster instanceof ManagedCluster managed) {
            return managed;
        }
        throw new IllegalArgumentException(
                cluster + " was not made by this library: a ClusterProvider makes its clusters"
                        + " with Clusters.fromKubeconfig");
    }

    /** How clients reach the API server. */
    Endpoint endpoint();

    /** What keeps requests to the API server from lasting for ever. */
    RequestGuard guard();

    /** What marks the objects that this JVM creates in the cluster. */
    Run run();

    /** The keys with which the cluster signs credentials; only an embedded cluster has them at hand. */
    default Optional<ClusterKeys> keys() {
        return Optional.empty();
    }

    /**
     * Keeps one value of a type for as long as this cluster runs, such as what somebody has learned of its API.
     *
     * @param type of the value, and its only key
     * @param first makes the value where there is none yet
     * @return the value, the same for all who ask
     */
    <T> T attachment(Class<T> type, Supplier<? extends T> first);

    /**
     * Ends the cluster while the JVM ends and tests no longer clean up: removes also what they created in a cluster that
     * stays.
     */
    default void abandon() {
        close();
    }
}
