// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.base.internal;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Open resources. Closes all of them in reverse order, even if some fail to close. Thread-safe. */
public final class OpenResources implements AutoCloseable {

    private final Deque<AutoCloseable> resources = new ArrayDeque<>();

    /** Adds a resource to close with the others. */
    public synchronized <T extends AutoCloseable> T add(T resource) {
        resources.push(resource);
        return resource;
    }

    /** Closes everything after a failure. Further failures are added to it as suppressed. */
    public void closeAfter(RuntimeException failure) {
        try {
            close();
        } catch (RuntimeException more) {
            failure.addSuppressed(more);
        }
    }

    @Override
    public void close() {
        RuntimeException failure = null;
        for (AutoCloseable next = next(); next != null; next = next()) {
            try {
                next.close();
            } catch (RuntimeException thrown) {
                failure = joined(failure, thrown);
            } catch (Exception thrown) {
                failure = joined(failure, new IllegalStateException(thrown));
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private synchronized @Nullable AutoCloseable next() {
        return resources.poll();
    }

    private static RuntimeException joined(@Nullable RuntimeException first, RuntimeException next) {
        if (first == null) {
            return next;
        }
        first.addSuppressed(next);
        return first;
    }
}
