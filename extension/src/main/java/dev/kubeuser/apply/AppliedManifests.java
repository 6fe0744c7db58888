package dev.kubeuser.apply;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.apply.internal.AppliedObjects;
import dev.kubeuser.apply.internal.ObjectKey;
import dev.kubeuser.discovery.internal.ClusterDiscovery;
import dev.kubeuser.manifest.ManifestException;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.manifest.Manifests;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apiguardian.api.API;

/**
 * Manifests that are in a cluster, and effective there, until this is closed. Thread-safe.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
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

    /**
     * Applies manifests, like {@code kubectl apply --server-side}, and waits until they are effective.
     *
     * @param manifests the manifests to apply
     * @param access the administrator's access; it must also allow creating and removing roles and bindings in the
     *     namespace {@code default}, which show when the policy is effective
     * @return the applied manifests; close them to remove them
     * @throws ManifestException if an object is refused, exists with other content, or is not effective in time; then
     *     nothing of the manifests is left
     */
    public static AppliedManifests apply(Manifests manifests, KubeAccess access) {
        return apply(manifests, access, ApplyOptions.defaults());
    }

    /**
     * Applies manifests with options: first namespaces and CustomResourceDefinitions, then cluster-scoped objects, then
     * the rest, each in the order of the files. Waits until the API server serves the custom resources and acts on the
     * roles and bindings.
     *
     * <p>An object that already exists with the same content is used as it is and not removed afterwards. The same
     * holds for a namespace, whatever its content.
     *
     * @param manifests the manifests to apply
     * @param access the administrator's access; it must also allow creating and removing roles and bindings in the
     *     namespace {@code default}, which show when the policy is effective
     * @param options namespace, timeout, and who applies the manifests
     * @return the applied manifests; close them to remove them
     * @throws ManifestException if an object is refused, exists with other content, or is not effective in time; then
     *     nothing of the manifests is left
     */
    public static AppliedManifests apply(Manifests manifests, KubeAccess access, ApplyOptions options) {
        return new Applier(access, options, manifests.objects()).apply();
    }

    synchronized void add(Target target, SharedObject shared) {
        uses.add(new Use(target, shared));
    }

    /** Notes an object that is in the cluster as written here, whoever created it. */
    synchronized void isInCluster(Target target) {
        known.add(target);
        AppliedObjects.of(access.cluster()).add(target.key(), target.object());
    }

    synchronized boolean holds(ObjectKey key) {
        return uses.stream().anyMatch(use -> use.target().key().equals(key));
    }

    /**
     * {@return the objects, including those that were in the cluster before}
     */
    public List<ManifestObject> objects() {
        return objects;
    }

    /**
     * Removes what was created, in reverse order, except that aggregating ClusterRoles go after their parts. Waits
     * until that is effective: when this returns, the API server no longer grants anything by what was removed. Objects
     * that existed before, or that others still use, stay. A namespace may take longer to terminate; applying it again
     * waits for that. A second call does nothing.
     *
     * @throws ManifestException if something could not be removed; the rest is removed
     */
    @Override
    public synchronized void close() {
        List<Use> reversed = new ArrayList<>(uses);
        Collections.reverse(reversed);
        uses.clear();
        AppliedObjects applied = AppliedObjects.of(access.cluster());
        known.forEach(target -> applied.remove(target.key(), target.object()));
        known.clear();
        try {
            new Removal(access, options.timeout()).remove(reversed);
        } finally {
            if (reversed.stream()
                    .anyMatch(use -> Applier.isDefinition(use.target().object()))) {
                ClusterDiscovery.of(access.cluster()).forget();
            }
        }
    }

    /** The objects with their origins. */
    @Override
    public String toString() {
        return "applied " + objects;
    }
}
