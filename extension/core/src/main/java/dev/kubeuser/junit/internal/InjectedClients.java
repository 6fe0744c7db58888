package dev.kubeuser.junit.internal;

import dev.kubeuser.access.internal.ClientLibraries.ProvidedClient;
import dev.kubeuser.base.internal.OpenResources;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The clients of other libraries that were injected into one place. They are closed with their test instance if they
 * are in its fields, otherwise with the context of the place. Thread-safe.
 */
public final class InjectedClients implements AutoCloseable {

    private final OpenResources clients = new OpenResources();

    private InjectedClients() {}

    /** Returns those of a context's own parameters or static fields. */
    static InjectedClients of(ExtensionContext context) {
        return under(StoreKey.of(InjectedClients.class, context.getUniqueId()), context);
    }

    /** Returns those in the fields of a test instance. */
    static InjectedClients of(Object instance, ExtensionContext context) {
        return under(new InstanceKey(instance), context);
    }

    private static InjectedClients under(Object key, ExtensionContext context) {
        return ExtensionStore.of(context)
                .getOrComputeIfAbsent(key, absent -> new InjectedClients(), InjectedClients.class);
    }

    /** Closes those in the fields of a test instance, which JUnit is about to forget. A context has injected them. */
    public static void close(Object instance, ExtensionContext context) {
        for (ExtensionContext each = context;
                each != null;
                each = each.getParent().orElse(null)) {
            InjectedClients injected = ExtensionStore.of(each).remove(new InstanceKey(instance), InjectedClients.class);
            if (injected != null) {
                injected.close();
            }
        }
    }

    /** Returns what is injected. If that is a client of another library, closes it later. */
    Object keep(Object form) {
        return form instanceof ProvidedClient provided ? clients.add(provided).client() : form;
    }

    @Override
    public void close() {
        clients.close();
    }

    /** A test class may have an {@code equals} of its own. */
    private record InstanceKey(Object instance) {

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof InstanceKey that && that.instance == instance;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(instance);
        }
    }
}
