package dev.kubeuser.apply;

import dev.kubeuser.apply.internal.ObjectKey;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.internal.ManagedCluster;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The objects that this JVM has applied to one cluster and still uses. Equal objects are shared, and the last user
 * removes them. A different object of the same name is an error. Thread-safe.
 */
final class SharedObjects {

    private final Map<ObjectKey, SharedObject> objects = new ConcurrentHashMap<>();

    private SharedObjects() {}

    static SharedObjects of(Cluster cluster) {
        return ManagedCluster.of(cluster).attachment(SharedObjects.class, SharedObjects::new);
    }

    SharedObject of(Target target) {
        return objects.computeIfAbsent(target.key(), key -> new SharedObject());
    }

    /** Whether the namespace was created here, so that its removal removes everything in it. */
    boolean isOwnNamespace(String namespace) {
        SharedObject object = objects.get(ObjectKey.ofNamespace(namespace));
        return object != null && object.isInUse();
    }
}
