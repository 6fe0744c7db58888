// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.apply.internal;

import com.google.gson.JsonObject;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.manifest.ManifestException;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.rbac.Origin;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The objects that this JVM has applied to one cluster. Equal objects are shared, and the last user removes them. A
 * different object of the same name is an error. Thread-safe.
 */
public final class AppliedObjects {

    /** Identifies an object in a cluster, whatever version it is written in. */
    public record Key(String group, String kind, @Nullable String namespace, String name) {

        public static Key ofNamespace(String name) {
            return new Key("", "Namespace", null, name);
        }

        /** Kind and name, as in messages. */
        public String title() {
            return Printable.text(kind + " " + (namespace == null ? "" : namespace + "/") + name);
        }
    }

    /**
     * One object of a cluster, with its manifests and the number of its users. Created for the first user and deleted
     * after the last. Thread-safe.
     */
    public static final class Applied {

        private final Key key;
        private final AtomicLong changes;

        /** Several appliers may share the object. Read without the lock, which is held while the object is created. */
        private final Deque<ManifestObject> manifests = new ConcurrentLinkedDeque<>();

        private int users;
        private @Nullable State state;

        private record State(JsonObject content, String uid, String owner, Origin origin) {}

        private Applied(Key key, AtomicLong changes) {
            this.key = key;
            this.changes = changes;
        }

        /** Notes that the object is in the cluster as in the manifest, no matter who created it. */
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

    private final Map<Key, Applied> objects = new ConcurrentHashMap<>();
    private final AtomicLong changes = new AtomicLong();

    private AppliedObjects() {}

    /** The applied objects of a cluster. */
    public static AppliedObjects in(ManagedCluster cluster) {
        return cluster.context(AppliedObjects.class, AppliedObjects::new);
    }

    /** The object with this key, which need not be in the cluster yet. */
    public Applied of(Key key) {
        return objects.computeIfAbsent(key, unknown -> new Applied(unknown, changes));
    }

    /** The manifest that an object in the cluster comes from, with file and line, if any. */
    public Optional<ManifestObject> find(Key key) {
        return Optional.ofNullable(objects.get(key)).flatMap(Applied::manifest);
    }

    /** A number that is another one after each change of what {@link #find} returns. */
    public long changes() {
        return changes.get();
    }

    /** Whether the namespace was created here, so that its removal removes everything in it. */
    public boolean isOwnNamespace(String namespace) {
        Applied object = objects.get(Key.ofNamespace(namespace));
        return object != null && object.isInUse();
    }
}
