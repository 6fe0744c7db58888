package dev.kubeuser.access.internal;

import dev.kubeuser.cluster.Cluster;

/** Hears about each access check before its assertion may fail, in the thread of the assertion. */
@FunctionalInterface
public interface AccessCheckListener {

    /**
     * Hears a check.
     *
     * @param check the question and its answer
     */
    void checked(AccessCheck check);

    /**
     * Adds a listener to all assertions on users of a cluster, for as long as the cluster runs.
     *
     * @param cluster the cluster
     * @param listener the listener; several threads call it
     */
    static void listen(Cluster cluster, AccessCheckListener listener) {
        ClusterContext.of(cluster).checkListeners().add(listener);
    }
}
