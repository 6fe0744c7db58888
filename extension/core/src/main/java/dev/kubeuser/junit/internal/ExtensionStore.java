// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.junit.internal;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * This extension's values in a JUnit store, which closes those that are {@link AutoCloseable}. It works alike on each
 * version of JUnit: the library is compiled for 5.12 and calls newer methods by reflection.
 */
final class ExtensionStore {

    private static final Namespace NAMESPACE = Namespace.create(ExtensionStore.class);

    private final Store store;

    private ExtensionStore(Store store) {
        this.store = store;
    }

    /** Returns the store of a context. It also has the values of parent contexts. */
    static ExtensionStore of(ExtensionContext context) {
        return new ExtensionStore(context.getStore(NAMESPACE));
    }

    /**
     * Returns the store of the launcher session. On JUnit 5.12, which has none, it is the engine's, which ends with the
     * last test.
     */
    static ExtensionStore ofSession(ExtensionContext context) {
        return Stream.of(ExtensionContext.class.getDeclaredClasses())
                .filter(type -> type.getSimpleName().equals("StoreScope"))
                .findFirst()
                .map(scopes -> ofSession(context, scopes))
                .orElseGet(() -> of(context.getRoot()));
    }

    private static ExtensionStore ofSession(ExtensionContext context, Class<?> scopes) {
        Object session = Stream.of(scopes.getEnumConstants())
                .filter(scope -> scope.toString().equals("LAUNCHER_SESSION"))
                .findFirst()
                .orElseThrow();
        Method getStore = ReflectionSupport.findMethod(ExtensionContext.class, "getStore", scopes, Namespace.class)
                .orElseThrow();
        Object store = ReflectionSupport.invokeMethod(getStore, context, session, NAMESPACE);
        return new ExtensionStore((Store) store);
    }

    /**
     * Returns a key: the type of the value, and what distinguishes it from others of that type. A store also has the
     * values of parent contexts, so the key of what belongs to one place alone names the place.
     */
    static Object key(Class<?> type, Object... parts) {
        return new Key(type, List.of(parts));
    }

    /** Returns the value of a key, and creates it if there is none. */
    <K, V> V getOrComputeIfAbsent(K key, Function<K, V> creation, Class<V> type) {
        Object value = store.getOrComputeIfAbsent(key, each -> wrap(creation.apply(each)));
        return Objects.requireNonNull(type.cast(unwrap(value)));
    }

    /** Returns the value of a key, or {@code null}. */
    <V> @Nullable V get(Object key, Class<V> type) {
        return type.cast(unwrap(store.get(key)));
    }

    /** Removes the value of a key and returns it, or {@code null}. It is not closed. */
    <V> @Nullable V remove(Object key, Class<V> type) {
        return type.cast(unwrap(store.remove(key)));
    }

    void put(Object key, Object value) {
        store.put(key, wrap(value));
    }

    static Object wrap(Object value) {
        return value instanceof AutoCloseable closeable ? new Closing(closeable) : value;
    }

    private static @Nullable Object unwrap(@Nullable Object value) {
        return value instanceof Closing closing ? closing.value() : value;
    }

    /**
     * Makes JUnit close a value: by JUnit's own type up to 5.12, as an {@link AutoCloseable} in the store of a session.
     */
    @SuppressWarnings("try") // javac: close() may be interrupted, as that of the value may
    private record Closing(AutoCloseable value) implements Store.CloseableResource, AutoCloseable {
        @Override
        public void close() throws Exception {
            value.close();
        }
    }

    /**
     * A key. It is not a record: the JVM generates the code that compares records at the first comparison, which delays
     * the run of a single test.
     */
    private static final class Key {

        private final Class<?> type;
        private final List<Object> parts;

        private Key(Class<?> type, List<Object> parts) {
            this.type = type;
            this.parts = parts;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key that && that.type == type && that.parts.equals(parts);
        }

        @Override
        public int hashCode() {
            return 31 * type.hashCode() + parts.hashCode();
        }

        @Override
        public String toString() {
            return type.getSimpleName() + parts;
        }
    }
}
