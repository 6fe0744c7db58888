package dev.kubeuser.access;

import dev.kubeuser.access.internal.ProvidedClient;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The clients of other libraries that were made of one access. Thread-safe. */
final class ProvidedClients implements AutoCloseable {

    private final Deque<ProvidedClient> open = new ArrayDeque<>();

    synchronized Object add(ProvidedClient client) {
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
