package dev.kubeuser.apply;

import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.manifest.ManifestObject;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** The objects of manifests that are in one cluster now, so that it is known where they were written. Safe for several threads. */
public final class AppliedObjects {

    private final List<Target> targets = new CopyOnWriteArrayList<>();

    private AppliedObjects() {}

    /**
     * {@return those of a cluster}
     *
     * @param cluster which
     */
    public static AppliedObjects of(Cluster cluster) {
        return cluster.attachment(AppliedObjects.class, AppliedObjects::new);
    }

    void add(Target target) {
        targets.add(target);
    }

    void remove(Target target) {
        targets.remove(target);
    }

    /**
     * {@return the object as it was written, if a manifest brought it}
     *
     * @param group the API group, empty for the core group
     * @param kind for example {@code Role}
     * @param namespace where; empty for a cluster-scoped object
     * @param name of the object
     */
    public Optional<ManifestObject> find(String group, String kind, String namespace, String name) {
        ObjectKey key = new ObjectKey(group, kind, namespace.isEmpty() ? null : namespace, name);
        return targets.stream()
                .filter(target -> Objects.equals(target.key(), key))
                .map(Target::object)
                .findFirst();
    }
}
