// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.junit.internal;

import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.cluster.internal.ServedAuthentication;
import dev.kubeuser.run.internal.Lifetime;
import dev.kubeuser.run.internal.RunListener.ClusterListener;
import dev.kubeuser.run.internal.Scope;
import dev.kubeuser.run.internal.SharedCluster;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Keeps clusters in JUnit's stores: shared ones in the launcher session, dedicated ones with their class. */
final class ClusterScope {

    private final Placement placement;
    private final ClusterSettings settings;

    ClusterScope(Placement placement) {
        this.placement = placement;
        this.settings = placement.ofClass().cluster();
    }

    /** Returns the cluster of this place, and begins to start it if necessary. */
    private SharedCluster cluster() {
        return store().getOrComputeIfAbsent(
                        key(), absent -> new SharedCluster(placement.launcher(), settings.spec()), SharedCluster.class);
    }

    /** Returns what this place gets on its cluster, and begins to start that if necessary. */
    Scope scope() {
        return scope(placement.context());
    }

    /** Returns what a class gets on the cluster of this place, or the test method if the class is null. */
    Scope scope(@Nullable Class<?> owner) {
        return scope(placement.contextOf(owner));
    }

    private Scope scope(ExtensionContext context) {
        return new Scope(
                new RecordScope(placement, this).run(),
                cluster(),
                settings.spec().launch().keep(),
                lifetime(),
                own(context));
    }

    private Lifetime lifetime() {
        return new StoreLifetime(store(), key());
    }

    /**
     * Returns the lifetime of what a class has on the cluster of this place, or the test method if the class is null.
     */
    Lifetime own(@Nullable Class<?> owner) {
        return own(placement.contextOf(owner));
    }

    private Lifetime own(ExtensionContext context) {
        return new StoreLifetime(
                ExtensionStore.of(context), ExtensionStore.key(Lifetime.class, key(), context.getUniqueId()));
    }

    /** Returns the listener to the cluster of this place, if there is one by now. */
    Optional<ClusterListener> listening() {
        return Scope.listening(lifetime());
    }

    /** Returns the cluster of this place if something there needs one, and waits until it runs. */
    Optional<Cluster> begun() {
        return Optional.ofNullable(store().get(key(), SharedCluster.class)).map(SharedCluster::await);
    }

    /**
     * Returns to the file by which the cluster of this place authenticated at its start, if a test has changed that.
     */
    void restoreAuthentication() {
        if (settings.isChangeable()) {
            begun().flatMap(running -> ManagedCluster.of(running).authentication())
                    .ifPresent(ServedAuthentication::restore);
        }
    }

    /** Returns a store that lives as long as the cluster. */
    private ExtensionStore store() {
        Class<?> owner = settings.dedicatedTo();
        return owner == null
                ? ExtensionStore.ofSession(placement.context())
                : ExtensionStore.of(placement.contextOf(owner));
    }

    /** Returns the cluster's key, which is a part of the keys of what belongs to it. */
    private Object key() {
        Class<?> owner = settings.dedicatedTo();
        return owner == null
                ? keyOfShared(settings.spec())
                : ExtensionStore.key(SharedCluster.class, settings.spec(), owner);
    }

    /** Returns the key of the cluster that all share who specify the same. */
    static Object keyOfShared(ClusterSpec spec) {
        return ExtensionStore.key(SharedCluster.class, spec);
    }

    /** Returns what happened to the cluster of this place, if it ended unexpectedly. */
    Optional<String> failure() {
        return Optional.ofNullable(store().get(key(), SharedCluster.class)).flatMap(SharedCluster::failure);
    }

    /**
     * A lifetime that ends with a store of JUnit.
     *
     * @param store the store, which also has the values of parent contexts
     * @param owner distinguishes what belongs to one place from that of another
     */
    private record StoreLifetime(ExtensionStore store, Object owner) implements Lifetime {

        @Override
        public <T> T keep(Class<T> type, Object name, Supplier<T> making) {
            return store.getOrComputeIfAbsent(key(type, name), absent -> making.get(), type);
        }

        @Override
        public <T> Optional<T> find(Class<T> type, Object name) {
            return Optional.ofNullable(store.get(key(type, name), type));
        }

        private Object key(Class<?> type, Object name) {
            return ExtensionStore.key(type, name, owner);
        }
    }
}
