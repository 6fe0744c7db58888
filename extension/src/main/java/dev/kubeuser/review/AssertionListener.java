package dev.kubeuser.review;

import dev.kubeuser.cluster.Cluster;

/** Hears each question and answer before the assertion that asked may throw, in the thread of the assertion. */
@FunctionalInterface
public interface AssertionListener {

    /**
     * Takes note of an answer.
     *
     * @param finding the question with its answer
     */
    void answered(Finding finding);

    /**
     * Adds a listener to all assertions on users of a cluster, for as long as the cluster runs.
     *
     * @param cluster which
     * @param listener who; called by several threads
     */
    static void listen(Cluster cluster, AssertionListener listener) {
        ClusterKnowledge.of(cluster).add(listener);
    }
}
