package dev.kubeuser.run.internal;

import java.util.Optional;
import java.util.function.Supplier;

/** Keeps what belongs to a cluster, and closes it before the cluster: in a store of JUnit, or in a session. Thread-safe. */
public interface Lifetime {

    /**
     * Returns what was made before under a name, or makes it.
     *
     * @param name tells it apart from others of its type
     */
    <T extends AutoCloseable> T keep(Class<T> type, String name, Supplier<T> making);

    /** Returns what was made before under a name. */
    <T extends AutoCloseable> Optional<T> find(Class<T> type, String name);
}
