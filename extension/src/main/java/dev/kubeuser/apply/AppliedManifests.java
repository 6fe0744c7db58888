package dev.kubeuser.apply;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.apply.internal.AppliedObjects;
import dev.kubeuser.apply.internal.ObjectKey;
import dev.kubeuser.manifest.ManifestException;
import dev.kubeuser.manifest.ManifestObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Manifests that are in a cluster, and effective there, until this is closed. Safe for several threads.
 */
public final class AppliedManifests implements AutoCloseable {

    private final KubeAccess access;
    private final ApplyOptions options;
    private final List<ManifestObject> objects;
    private final List<Use> uses = new ArrayList<>();
    private final List<Target> known = new ArrayList<>();

    AppliedManifests(KubeAccess access, ApplyOptions options, List<ManifestObject> objects) {
        this.access = access;
        this.options = options;
        this.objects = objects;
    }

    synchronized void add(Target target, SharedObject shared) {
        uses.add(new Use(target, shared));
    }

    /** Whoever brought it there: it is as it is written here. */
    synchronized void isInCluster(Target target) {
        known.add(target);
        AppliedObjects.of(access.cluster()).add(target.key(), target.object());
    }

    synchronized boolean holds(ObjectKey key) {
        return uses.stream().anyMatch(use -> use.target().key().equals(key));
    }

    /**
     * {@return the objects, those included that were in the cluster before}
     */
    public List<ManifestObject> objects() {
        return objects;
    }

    /**
     * Removes what was created, in reverse order, but ClusterRoles that aggregate others after these, and waits until
     * that is effective: when this returns, the API server does not grant by it any more. Objects that were there before, or are shared with others who still use them, stay.
     * A namespace may take longer to end; applying it again waits for that. A second call does nothing.
     *
     * @throws ManifestException if something could not be removed; the rest is
     */
    @Override
    public synchronized void close() {
        List<Use> reversed = new ArrayList<>(uses);
        Collections.reverse(reversed);
        uses.clear();
        AppliedObjects applied = AppliedObjects.of(access.cluster());
        known.forEach(target -> applied.remove(target.key(), target.object()));
        known.clear();
        new Removal(access, options.timeout()).remove(reversed);
    }

    /** The objects with their origins. */
    @Override
    public String toString() {
        return "applied " + objects;
    }
}
