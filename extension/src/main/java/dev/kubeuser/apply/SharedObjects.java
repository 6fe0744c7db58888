package dev.kubeuser.apply;

import dev.kubeuser.apply.internal.ObjectKey;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which objects were applied to one cluster and are still in use. Whoever applies an object that another has applied
 * alike shares it: it goes when the last of them removes it. An object that another has applied with a different content
 * is an error. Safe for several threads.
 */
public final class SharedObjects {

    private final Map<ObjectKey, SharedObject> objects = new ConcurrentHashMap<>();

    /** Creates it for a cluster on which nothing was applied yet. */
    public SharedObjects() {}

    SharedObject of(Target target) {
        return objects.computeIfAbsent(target.key(), key -> new SharedObject());
    }

    /** Whether a namespace was made here and goes again, and so all that is in it. */
    boolean isOwnNamespace(String namespace) {
        SharedObject object = objects.get(ObjectKey.ofNamespace(namespace));
        return object != null && object.isInUse();
    }
}
