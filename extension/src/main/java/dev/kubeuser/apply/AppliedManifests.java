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
 * Manifests that are in a cluster, and effective there, until this is closed. Safe for several threads.
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
     * @param manifests what to apply
     * @param access the administrator's, who may also create and remove roles and bindings in the namespace
     *     {@code default}: by these it is seen when the policy is effective
     * @return what is in the cluster then; close it to remove it
     * @throws ManifestException if an object is refused, exists with another content, or is not effective in time; nothing
     *     of the manifests is left then
     */
    public static AppliedManifests apply(Manifests manifests, KubeAccess access) {
        return apply(manifests, access, ApplyOptions.defaults());
    }

    /**
     * Applies manifests with options: first namespaces and CustomResourceDefinitions, then cluster-scoped objects, then the
     * rest, each in the order of the files. Waits until the API server serves the custom resources and grants by the roles
     * and bindings.
     *
     * <p>An object that exists with the same content is used as it is, and not removed afterwards; so is a namespace,
     * whatever its content.
     *
     * @param manifests what to apply
     * @param access the administrator's, who may also create and remove roles and bindings in the namespace
     *     {@code default}: by these it is seen when the policy is effective
     * @param options namespace, timeout, and who else applies manifests
     * @return what is in the cluster then; close it to remove it
     * @throws ManifestException if an object is refused, exists with another content, or is not effective in time; nothing
     *     of the manifests is left then
     */
    public static AppliedManifests apply(Manifests manifests, KubeAccess access, ApplyOptions options) {
        return new Applier(access, options, manifests.objects()).apply();
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
