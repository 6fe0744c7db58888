package dev.kubeuser.access.internal;

import dev.kubeuser.cluster.Cluster;
import java.util.List;

/**
 * Hears each request that clients of a cluster's users send, as soon as its answer begins, in the thread that waits for
 * it. Does not hear the administrator's requests: they set the stage.
 */
@FunctionalInterface
public interface RequestListener {

    /**
     * Hears that a request is about to be sent, in the thread that sends it. Its client may tell of the answer after the
     * test has ended, or never.
     *
     * @param auditId the request's header {@code Audit-ID}
     */
    default void begun(String auditId) {}

    /**
     * Hears a request.
     *
     * @param request the request, with the head of its answer
     */
    void sent(SentRequest request);

    /**
     * Hears what an assertion on the answer expects of a request.
     *
     * @param auditId the request's header {@code Audit-ID}
     * @param outcome the outcome without which the test would fail
     */
    default void expected(String auditId, ExpectedOutcome outcome) {}

    /**
     * Hears that a request only asked whether it is allowed, as a dry run does: its refusal is an answer, not a denial.
     *
     * @param auditId the request's header {@code Audit-ID}
     */
    default void probed(String auditId) {}

    /**
     * Says what change of the policy would allow a request.
     *
     * @param auditId the header {@code Audit-ID} of a request that was refused
     * @return the change as lines, with the nearest rule; empty if this listener does not know it
     */
    default List<String> changeFor(String auditId) {
        return List.of();
    }

    /**
     * Adds a listener to the clients of all users of a cluster, for as long as the cluster runs.
     *
     * @param cluster the cluster
     * @param listener the listener; several threads call it
     */
    static void listen(Cluster cluster, RequestListener listener) {
        ClusterContext.of(cluster).listeners().add(listener);
    }
}
