package dev.kubeuser.apply;

import dev.kubeuser.apply.internal.ObjectKey;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.internal.ManagedCluster;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The objects that this JVM has applied to one cluster and still uses. Whoever applies an equal object shares it; the last
 * user removes it. A different object of the same name is an error. Safe for several threads.
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

    /** Whether the namespace was created here, so that its removal removes all that is in it. */
    boolean isOwnNamespace(String namespace) {
        SharedObject object = objects.get(ObjectKey.ofNamespace(namespace));
        return object != null && object.isInUse();
    }
}
