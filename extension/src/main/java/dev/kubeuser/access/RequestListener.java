package dev.kubeuser.access;

import dev.kubeuser.cluster.Cluster;

/**
 * Hears each request of the clients of users on a cluster as soon as its answer begins, in the thread that waits for it.
 * The administrator's are not heard: they set the stage for tests.
 */
@FunctionalInterface
public interface RequestListener {

    /**
     * Takes note of a request.
     *
     * @param request with the head of its answer
     */
    void sent(SentRequest request);

    /**
     * Takes note of what a test demands of a request that was sent, by an assertion on its answer.
     *
     * @param auditId the value of its header {@code Audit-ID}
     * @param demand what the test would fail without
     */
    default void demanded(String auditId, Demand demand) {}

    /**
     * Adds a listener to the clients of all users of a cluster, for as long as the cluster runs.
     *
     * @param cluster which
     * @param listener who; called by several threads
     */
    static void listen(Cluster cluster, RequestListener listener) {
        RequestListeners.of(cluster).add(listener);
    }
}
