// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.run.internal;

import dev.kubeuser.base.internal.OpenResources;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Keeps what was made, and closes it at its end, the newest first: in a store of JUnit, or in a session. Thread-safe.
 */
public interface Lifetime {

    /**
     * Returns what was made before under a name, or makes it.
     *
     * @param name distinguishes it from others of its type
     */
    <T> T keep(Class<T> type, Object name, Supplier<T> making);

    /** Returns what was made before under a name. */
    <T> Optional<T> find(Class<T> type, Object name);

    /** Returns a lifetime that ends when the owner of a list of open resources closes them. */
    static Lifetime of(OpenResources open) {
        return new Listed(open, new HashMap<>());
    }

    /** What is in no store. */
    record Listed(OpenResources open, Map<List<Object>, Object> made) implements Lifetime {

        @Override
        public <T> T keep(Class<T> type, Object name, Supplier<T> making) {
            synchronized (made) {
                return find(type, name).orElseGet(() -> {
                    T value = making.get();
                    made.put(List.of(type, name), value);
                    if (value instanceof AutoCloseable closeable) {
                        open.add(closeable);
                    }
                    return value;
                });
            }
        }

        @Override
        public <T> Optional<T> find(Class<T> type, Object name) {
            synchronized (made) {
                return Optional.ofNullable(made.get(List.of(type, name))).map(type::cast);
            }
        }
    }
}
