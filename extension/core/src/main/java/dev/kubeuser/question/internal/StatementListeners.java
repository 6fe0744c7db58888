// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.question.internal;

import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.question.ClusterPolicy;
import dev.kubeuser.statement.EffectivePolicy;
import dev.kubeuser.statement.internal.PolicyManifests;
import dev.kubeuser.statement.internal.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The listeners to statements on the policy of one cluster, or on those of manifests. Thread-safe. */
public final class StatementListeners {

    private static final System.Logger LOG = System.getLogger(StatementListeners.class.getName());

    /** So many policies, and statements on each, are kept for who listens later: tests of files alone may run first. */
    private static final int MAX_POLICIES = 50;

    private static final int MAX_STATEMENTS = 1_000;

    private static final StatementListeners OF_MANIFESTS = new StatementListeners(MAX_POLICIES);

    private final int mostPolicies;
    private final List<Listener> listeners = new ArrayList<>();
    private final Map<PolicyManifests, Told> told = new LinkedHashMap<>();

    /** Hears about each statement that an assertion found to hold, in the thread of the assertion. */
    @FunctionalInterface
    public interface Listener {

        /**
         * Hears a statement.
         *
         * @param manifests the manifests of the policy for which it holds; none if the policy is that of a cluster
         * @param read when that policy was read
         * @param statement the statement, about requests that can be sent
         */
        void held(PolicyManifests manifests, Instant read, Statement statement);
    }

    /** The statements about a policy, or about equal ones. The policy itself may be large, and is not kept. */
    private record Told(Instant read, Set<Statement> statements) {

        Told copy() {
            return new Told(read, new LinkedHashSet<>(statements));
        }
    }

    private StatementListeners(int mostPolicies) {
        this.mostPolicies = mostPolicies;
    }

    private static StatementListeners of(Cluster cluster) {
        return ManagedCluster.of(cluster).context(StatementListeners.class, () -> new StatementListeners(0));
    }

    /**
     * Adds a listener to all statements on the policy of a cluster, for as long as the cluster runs.
     *
     * @param cluster the cluster
     * @param listener the listener; several threads call it
     */
    public static void listen(Cluster cluster, Listener listener) {
        of(cluster).add(listener);
    }

    /**
     * Adds a listener to all statements on policies of manifests, of this JVM. It hears at once of those that were made
     * before: tests of files alone may run first.
     *
     * @param listener the listener; several threads call it
     * @return to be run when it has heard enough
     */
    public static Runnable listenToManifests(Listener listener) {
        OF_MANIFESTS.add(listener);
        return () -> OF_MANIFESTS.remove(listener);
    }

    /**
     * Notifies the listeners.
     *
     * @param policy the policy for which the statement holds
     * @param statement the statement
     */
    public static void report(EffectivePolicy policy, Statement statement) {
        ClusterPolicy.clusterOf(policy)
                .map(StatementListeners::of)
                .orElse(OF_MANIFESTS)
                .report(policy.manifests(), policy.read(), statement.sendable(policy));
    }

    private void add(Listener listener) {
        Map<PolicyManifests, Told> before = new LinkedHashMap<>();
        synchronized (this) {
            listeners.add(listener);
            told.forEach((manifests, said) -> before.put(manifests, said.copy()));
        }
        before.forEach((manifests, said) ->
                said.statements().forEach(statement -> report(listener, manifests, said.read(), statement)));
    }

    private synchronized void remove(Listener listener) {
        listeners.remove(listener);
    }

    private void report(PolicyManifests manifests, Instant read, Statement statement) {
        List<Listener> all;
        synchronized (this) {
            all = List.copyOf(listeners);
            keep(manifests, read, statement);
        }
        all.forEach(listener -> report(listener, manifests, read, statement));
    }

    private void keep(PolicyManifests manifests, Instant read, Statement statement) {
        Told same = told.get(manifests);
        if (same == null && told.size() < mostPolicies) {
            same = new Told(read, new LinkedHashSet<>());
            told.put(manifests, same);
        }
        if (same != null && same.statements().size() < MAX_STATEMENTS) {
            same.statements().add(statement);
        }
    }

    /** A statement that cannot be recorded fails no test. */
    private static void report(Listener listener, PolicyManifests manifests, Instant read, Statement statement) {
        try {
            listener.held(manifests, read, statement);
        } catch (RuntimeException failure) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "kubeuser: a statement was not recorded, so the report may lack it",
                    failure);
        }
    }
}
