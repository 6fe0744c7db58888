package dev.kubeuser.apply.internal;

import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.manifest.ManifestObject;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The objects that this JVM has applied to one cluster. Equal objects are shared, and the last user removes them. A
 * different object of the same name is an error. Thread-safe.
 */
public final class AppliedObjects {

    private final Map<ObjectKey, AppliedObject> objects = new ConcurrentHashMap<>();
    private final AtomicLong changes = new AtomicLong();

    private AppliedObjects() {}

    /** Those of a cluster. */
    public static AppliedObjects in(ManagedCluster cluster) {
        return cluster.context(AppliedObjects.class, AppliedObjects::new);
    }

    /** The object with this key, which need not be in the cluster yet. */
    public AppliedObject of(ObjectKey key) {
        return objects.computeIfAbsent(key, unknown -> new AppliedObject(unknown, changes));
    }

    /** The manifest that an object in the cluster comes from, with file and line, if any. */
    public Optional<ManifestObject> find(ObjectKey key) {
        return Optional.ofNullable(objects.get(key)).flatMap(AppliedObject::manifest);
    }

    /** A number that is another one after each change of what {@link #find} returns. */
    public long changes() {
        return changes.get();
    }

    /** Whether the namespace was created here, so that its removal removes everything in it. */
    public boolean isOwnNamespace(String namespace) {
        AppliedObject object = objects.get(ObjectKey.ofNamespace(namespace));
        return object != null && object.isInUse();
    }
}
