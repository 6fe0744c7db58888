package dev.kubeuser.junit.internal;

import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.cluster.internal.ServedAuthentication;
import dev.kubeuser.run.internal.ClusterListener;
import dev.kubeuser.run.internal.ClusterRun;
import dev.kubeuser.run.internal.Lifetime;
import dev.kubeuser.run.internal.SharedCluster;
import java.util.Optional;
import java.util.function.Supplier;

/** Keeps clusters in JUnit's stores: shared ones in the launcher session, dedicated ones with their class. */
public final class ClusterScope {

    private final Placement placement;
    private final ClusterSettings settings;

    public ClusterScope(Placement placement) {
        this.placement = placement;
        this.settings = placement.ofClass().cluster();
    }

    /** Returns the cluster of this place, and begins to start it if necessary. */
    private SharedCluster cluster() {
        return store().getOrComputeIfAbsent(
                        key(), absent -> new SharedCluster(placement.launcher(), settings.spec()), SharedCluster.class);
    }

    /** Returns the cluster of this place with what is wired to it, and begins to start it if necessary. */
    ClusterRun run() {
        return new ClusterRun(
                new RecordScope(placement), cluster(), settings.spec().launch().keep(), lifetime());
    }

    private Lifetime lifetime() {
        return new StoreLifetime(store(), key());
    }

    /** Returns who listens to the cluster of this place, if anybody does by now. */
    Optional<ClusterListener> listening() {
        return ClusterRun.listening(lifetime());
    }

    /** Returns the cluster of this place if something there needs one, and waits until it runs. */
    Optional<Cluster> begun() {
        return Optional.ofNullable(store().get(key(), SharedCluster.class)).map(SharedCluster::await);
    }

    /** Returns to the file by which the cluster of this place authenticated at its start, if a test has changed that. */
    void restoreAuthentication() {
        if (settings.isChangeable()) {
            begun().flatMap(running -> ManagedCluster.of(running).authentication())
                    .ifPresent(ServedAuthentication::restore);
        }
    }

    /** Returns a store that lives as long as the cluster. */
    ExtensionStore store() {
        Class<?> owner = settings.dedicatedTo();
        return owner == null
                ? ExtensionStore.ofSession(placement.context())
                : ExtensionStore.of(placement.contextOf(owner));
    }

    /** Returns the cluster's key, which is a part of the keys of what belongs to it. */
    StoreKey key() {
        Class<?> owner = settings.dedicatedTo();
        return owner == null ? keyOfShared(settings.spec()) : StoreKey.of(SharedCluster.class, settings.spec(), owner);
    }

    /** Returns the key of the cluster that all share who specify the same. */
    static StoreKey keyOfShared(ClusterSpec spec) {
        return StoreKey.of(SharedCluster.class, spec);
    }

    /** Says what happened to the cluster of this place, if it ended unexpectedly. */
    public Optional<String> failure() {
        return Optional.ofNullable(store().get(key(), SharedCluster.class)).flatMap(SharedCluster::failure);
    }

    /**
     * A lifetime that ends with a store of JUnit.
     *
     * @param store the store
     * @param owner the key of the cluster; a store may have several
     */
    private record StoreLifetime(ExtensionStore store, StoreKey owner) implements Lifetime {

        @Override
        public <T extends AutoCloseable> T keep(Class<T> type, String name, Supplier<T> making) {
            return store.getOrComputeIfAbsent(key(type, name), absent -> making.get(), type);
        }

        @Override
        public <T extends AutoCloseable> Optional<T> find(Class<T> type, String name) {
            return Optional.ofNullable(store.get(key(type, name), type));
        }

        private StoreKey key(Class<?> type, String name) {
            return StoreKey.of(type, name, owner);
        }
    }
}
