package dev.kubeuser.apply.internal;

import com.google.gson.JsonObject;
import dev.kubeuser.manifest.ManifestException;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.rbac.Origin;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One object of a cluster, with its manifests and the number of its users. Created for the first user and deleted after
 * the last. Thread-safe.
 */
public final class AppliedObject {

    private final ObjectKey key;
    private final AtomicLong changes;

    /** Several appliers may share the object. Read without the lock, which is held while the object is created. */
    private final Deque<ManifestObject> manifests = new ConcurrentLinkedDeque<>();

    private int users;
    private @Nullable State state;

    private record State(JsonObject content, String uid, String owner, Origin origin) {}

    AppliedObject(ObjectKey key, AtomicLong changes) {
        this.key = key;
        this.changes = changes;
    }

    /** Notes that it is in the cluster as a manifest has it, whoever created it. */
    public void add(ManifestObject manifest) {
        manifests.add(manifest);
        changes.incrementAndGet();
    }

    /** Forgets one {@link #add}. */
    public void remove(ManifestObject manifest) {
        manifests.remove(manifest);
        changes.incrementAndGet();
    }

    Optional<ManifestObject> manifest() {
        return Optional.ofNullable(manifests.peekFirst());
    }

    /**
     * Begins a use.
     *
     * @param content what is sent of the manifest
     * @param owner who applies it, for messages
     * @param create creates it and returns its UID, or nothing if it existed before
     * @return whether the use must be ended; false if the object existed before
     */
    public synchronized boolean acquire(
            ManifestObject manifest, JsonObject content, String owner, Supplier<Optional<String>> create) {
        State current = state;
        if (current == null) {
            Optional<String> uid = create.get();
            state = uid.map(created -> new State(content, created, owner, manifest.origin()))
                    .orElse(null);
            users = uid.isPresent() ? 1 : 0;
            return uid.isPresent();
        }
        requireEqual(manifest, content, current);
        users++;
        return true;
    }

    private void requireEqual(ManifestObject manifest, JsonObject content, State current) {
        if (!current.content().equals(content)) {
            throw new ManifestException(manifest.origin() + ": " + key.title()
                    + " is in the cluster with another content, applied by "
                    + current.owner() + " from " + current.origin() + " and in use there. Tests that differ in it"
                    + " cannot share a cluster: give one a cluster of its own by @KubeCluster(dedicated = true),"
                    + " or the object a name of its own, such as "
                    + manifest.name()
                    + "-${kubeuser.namespace} with @KubeNamespace");
        }
    }

    /** Ends a use. The last one deletes the object, and ends even if that fails. */
    public synchronized boolean release(Consumer<String> delete) {
        State current = state;
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
