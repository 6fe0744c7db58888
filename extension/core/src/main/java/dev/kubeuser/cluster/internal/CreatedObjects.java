package dev.kubeuser.cluster.internal;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The UIDs of what this JVM created in one cluster. Labels can be forged; that an object is in here cannot. Thread-safe.
 */
public final class CreatedObjects {

    private final Set<String> uids = ConcurrentHashMap.newKeySet();

    public void add(String uid) {
        uids.add(uid);
    }

    public boolean has(String uid) {
        return uids.contains(uid);
    }
}
