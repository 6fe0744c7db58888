package dev.kubeuser.jupiter.internal;

import dev.kubeuser.run.internal.Lifetime;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A lifetime that ends with a store of JUnit.
 *
 * @param store the store
 * @param owner the key of the cluster; a store may have several
 */
record StoreLifetime(ExtensionStore store, StoreKey owner) implements Lifetime {

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
