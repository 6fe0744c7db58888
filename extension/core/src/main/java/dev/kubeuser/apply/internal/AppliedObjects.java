package dev.kubeuser.apply.internal;

import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.manifest.ManifestObject;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The manifests whose objects are in one cluster now, with file and line. Thread-safe. */
public final class AppliedObjects {

    /** Several appliers may share an object. */
    private final Map<ObjectKey, Deque<ManifestObject>> manifests = new HashMap<>();

    private long changes;

    private AppliedObjects() {}

    /**
     * {@return the applied objects of a cluster}
     *
     * @param cluster the cluster
     */
    public static AppliedObjects of(Cluster cluster) {
        return ManagedCluster.of(cluster).attachment(AppliedObjects.class, AppliedObjects::new);
    }

    /** Notes that the object is in the cluster. */
    public synchronized void add(ObjectKey key, ManifestObject manifest) {
        changes++;
        manifests.computeIfAbsent(key, first -> new ArrayDeque<>()).add(manifest);
    }

    /** Forgets one {@link #add}. */
    public synchronized void remove(ObjectKey key, ManifestObject manifest) {
        changes++;
        manifests.computeIfPresent(key, (same, all) -> {
            all.remove(manifest);
            return all.isEmpty() ? null : all;
        });
    }

    /**
     * {@return the manifest that the object comes from, if any}
     *
     * @param key the object
     */
    public synchronized Optional<ManifestObject> find(ObjectKey key) {
        return Optional.ofNullable(manifests.get(key)).map(Deque::peekFirst);
    }

    /**
     * {@return a number that each addition and removal changes}
     */
    public synchronized long changes() {
        return changes;
    }
}
