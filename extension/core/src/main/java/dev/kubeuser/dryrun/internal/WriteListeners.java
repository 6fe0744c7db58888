package dev.kubeuser.dryrun.internal;

import dev.kubeuser.access.KubeAccess;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Those who hear each write of a whole object that is tried on a cluster, in the thread that tries it. Thread-safe. */
public final class WriteListeners {

    private final List<Consumer<TriedWrite>> listeners = new CopyOnWriteArrayList<>();

    private WriteListeners() {}

    /**
     * {@return those of the cluster that somebody has access to}
     *
     * @param access of anybody
     */
    public static WriteListeners of(KubeAccess access) {
        return access.context().cluster().context(WriteListeners.class, WriteListeners::new);
    }

    /**
     * Adds a listener, unless it listens already.
     *
     * @param listener the listener
     */
    public void add(Consumer<TriedWrite> listener) {
        if (!listeners.contains(listener)) {
            listeners.add(listener);
        }
    }

    /**
     * Removes a listener.
     *
     * @param listener the listener
     */
    public void remove(Consumer<TriedWrite> listener) {
        listeners.remove(listener);
    }

    /**
     * Tells all of a write.
     *
     * @param write the write, with its answer
     */
    public void tell(TriedWrite write) {
        listeners.forEach(listener -> listener.accept(write));
    }
}
