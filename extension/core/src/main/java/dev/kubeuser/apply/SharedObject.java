package dev.kubeuser.apply;

import com.google.gson.JsonObject;
import dev.kubeuser.manifest.ManifestException;
import dev.kubeuser.rbac.Origin;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One object of a cluster, with the number of its users. Created for the first user and deleted after the last. */
final class SharedObject {

    private int users;
    private boolean ending;
    private @Nullable State state;

    private record State(JsonObject content, String uid, String owner, Origin origin) {}

    /**
     * Begins a use.
     *
     * @param create creates it and returns its UID, or nothing if it existed before
     * @return whether the use must be ended; false if the object existed before
     */
    synchronized boolean acquire(Target target, String owner, Supplier<Optional<String>> create) {
        JsonObject content = target.content();
        awaitEnd();
        State current = state;
        if (current == null) {
            Optional<String> uid = create.get();
            state = uid.map(created ->
                            new State(content, created, owner, target.object().origin()))
                    .orElse(null);
            users = uid.isPresent() ? 1 : 0;
            return uid.isPresent();
        }
        requireEqual(target, content, current);
        users++;
        return true;
    }

    private static void requireEqual(Target target, JsonObject content, State current) {
        if (!current.content().equals(content)) {
            throw new ManifestException(target + " is in the cluster with another content, applied by "
                    + current.owner() + " from " + current.origin() + " and in use there. Tests that differ in it"
                    + " cannot share a cluster: give one a cluster of its own by @KubeCluster(dedicated = true),"
                    + " or the object a name of its own, such as "
                    + target.object().name()
                    + "-${kubeuser.namespace} with @KubeNamespace");
        }
    }

    private void awaitEnd() {
        try {
            while (ending) {
                wait();
            }
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw new ManifestException("The test was interrupted while manifests were applied", interrupt);
        }
    }

    /**
     * Prepares for the end of the last use. {@link #release} must follow; until then no other use begins.
     *
     * @return the UID of the object; nothing if others still use it, and then only their use continues
     */
    synchronized Optional<String> prepareRelease() {
        State current = state;
        if (users > 1 || current == null) {
            users--;
            return Optional.empty();
        }
        ending = true;
        return Optional.of(current.uid());
    }

    /** Ends a use. The last one deletes the object, and ends even if that fails. */
    synchronized boolean release(Consumer<String> delete) {
        State current = state;
        ending = false;
        notifyAll();
        users--;
        if (users > 0 || current == null) {
            return false;
        }
        state = null;
        delete.accept(current.uid());
        return true;
    }

    synchronized boolean isInUse() {
        return users > 0;
    }
}
