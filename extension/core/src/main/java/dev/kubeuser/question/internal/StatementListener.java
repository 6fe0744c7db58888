package dev.kubeuser.question.internal;

import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.question.ClusterPolicy;
import dev.kubeuser.statement.EffectivePolicy;
import dev.kubeuser.statement.internal.PolicyManifests;
import dev.kubeuser.statement.internal.Statement;
import java.time.Instant;

/** Hears about each statement that an assertion found to hold, in the thread of the assertion. */
@FunctionalInterface
public interface StatementListener {

    /**
     * Hears a statement.
     *
     * @param manifests the manifests of the policy for which it holds; none if the policy is that of a cluster
     * @param read when that policy was read
     * @param statement the statement, about requests that can be sent
     */
    void held(PolicyManifests manifests, Instant read, Statement statement);

    /**
     * Adds a listener to all statements on the policy of a cluster, for as long as the cluster runs.
     *
     * @param cluster the cluster
     * @param listener the listener; several threads call it
     */
    static void listen(Cluster cluster, StatementListener listener) {
        StatementListeners.of(cluster).add(listener);
    }

    /**
     * Adds a listener to all statements on policies of manifests, of this JVM. It hears at once of those that were made
     * before: tests of files alone may run first.
     *
     * @param listener the listener; several threads call it
     * @return to be run when it has heard enough
     */
    static Runnable listenToManifests(StatementListener listener) {
        StatementListeners.OF_MANIFESTS.add(listener);
        return () -> StatementListeners.OF_MANIFESTS.remove(listener);
    }

    /**
     * Tells those who listen.
     *
     * @param policy the policy for which the statement holds
     * @param statement the statement
     */
    static void tell(EffectivePolicy policy, Statement statement) {
        ClusterPolicy.clusterOf(policy)
                .map(cluster -> StatementListeners.of(ManagedCluster.of(cluster)))
                .orElse(StatementListeners.OF_MANIFESTS)
                .tell(policy.manifests(), policy.read(), statement.sendable(policy));
    }
}
