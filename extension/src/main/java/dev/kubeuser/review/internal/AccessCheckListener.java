package dev.kubeuser.review.internal;

import dev.kubeuser.cluster.Cluster;

/** Hears of each access check before its assertion may fail, in the thread of the assertion. */
@FunctionalInterface
public interface AccessCheckListener {

    /**
     * Takes note of a check.
     *
     * @param check question and answer
     */
    void checked(AccessCheck check);

    /**
     * Adds a listener to all assertions on users of a cluster, for as long as the cluster runs.
     *
     * @param cluster which
     * @param listener who; called by several threads
     */
    static void listen(Cluster cluster, AccessCheckListener listener) {
        ClusterKnowledge.of(cluster).add(listener);
    }
}
