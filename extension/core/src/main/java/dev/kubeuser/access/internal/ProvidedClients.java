package dev.kubeuser.access.internal;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The clients of other libraries that are closed together. Thread-safe. */
public final class ProvidedClients implements AutoCloseable {

    private final Deque<ProvidedClient> open = new ArrayDeque<>();

    /**
     * Adds one to be closed with the others.
     *
     * @param client a new client
     * @return what is given out
     */
    public synchronized Object add(ProvidedClient client) {
        open.push(client);
        return client.client();
    }

    private synchronized @Nullable ProvidedClient next() {
        return open.poll();
    }

    /** Closes the newest first. */
    @Override
    public void close() {
        for (ProvidedClient next = next(); next != null; next = next()) {
            next.close();
        }
    }
}
