package dev.kubeuser.question.internal;

import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.internal.ManagedCluster;
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
final class StatementListeners {

    private static final System.Logger LOG = System.getLogger(StatementListeners.class.getName());

    /** So many policies, and statements on each, are kept for who listens later: tests of files alone may run first. */
    private static final int MOST_POLICIES = 50;

    private static final int MOST_STATEMENTS = 1_000;

    static final StatementListeners OF_MANIFESTS = new StatementListeners(MOST_POLICIES);

    private final int mostPolicies;
    private final List<StatementListener> listeners = new ArrayList<>();
    private final Map<PolicyManifests, Told> told = new LinkedHashMap<>();

    /** What was said of a policy, or of equal ones. The policy itself may be large, and is not kept. */
    private record Told(Instant read, Set<Statement> statements) {

        Told copy() {
            return new Told(read, new LinkedHashSet<>(statements));
        }
    }

    private StatementListeners(int mostPolicies) {
        this.mostPolicies = mostPolicies;
    }

    static StatementListeners of(Cluster cluster) {
        return ManagedCluster.of(cluster).context(StatementListeners.class, () -> new StatementListeners(0));
    }

    void add(StatementListener listener) {
        Map<PolicyManifests, Told> before = new LinkedHashMap<>();
        synchronized (this) {
            listeners.add(listener);
            told.forEach((manifests, said) -> before.put(manifests, said.copy()));
        }
        before.forEach((manifests, said) ->
                said.statements().forEach(statement -> tell(listener, manifests, said.read(), statement)));
    }

    synchronized void remove(StatementListener listener) {
        listeners.remove(listener);
    }

    void tell(PolicyManifests manifests, Instant read, Statement statement) {
        List<StatementListener> all;
        synchronized (this) {
            all = List.copyOf(listeners);
            keep(manifests, read, statement);
        }
        all.forEach(listener -> tell(listener, manifests, read, statement));
    }

    private void keep(PolicyManifests manifests, Instant read, Statement statement) {
        Told same = told.get(manifests);
        if (same == null && told.size() < mostPolicies) {
            same = new Told(read, new LinkedHashSet<>());
            told.put(manifests, same);
        }
        if (same != null && same.statements().size() < MOST_STATEMENTS) {
            same.statements().add(statement);
        }
    }

    /** A statement that cannot be recorded fails no test. */
    private static void tell(StatementListener listener, PolicyManifests manifests, Instant read, Statement statement) {
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
