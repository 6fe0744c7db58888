package dev.kubeuser.apply;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.apply.internal.AppliedObjects;
import dev.kubeuser.manifest.ManifestException;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.manifest.Manifests;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apiguardian.api.API;

/**
 * Manifests that are in a cluster, and effective there, until this is closed. Thread-safe.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class AppliedManifests implements AutoCloseable {

    /** One manifest's use of an object. */
    static final class Use {

        private final Target target;
        private final AppliedObjects.Applied applied;
        private volatile boolean isInCluster;
        private volatile boolean isHeld;

        Use(Target target, AppliedObjects.Applied applied) {
            this.target = target;
            this.applied = applied;
        }

        Target target() {
            return target;
        }

        AppliedObjects.Applied applied() {
            return applied;
        }

        /**
         * Begins the use, and notes that the object is in the cluster as written here, whoever created it.
         *
         * @param create creates it and returns its UID, or nothing if it existed before
         */
        void begin(String owner, Supplier<Optional<String>> create) {
            isHeld = applied.acquire(target.object(), target.content(), owner, create);
            applied.add(target.object());
            isInCluster = true;
        }

        /** Whether the use has begun and must be ended, as the object was not in the cluster before. */
        boolean isHeld() {
            return isHeld;
        }

        void forget() {
            if (isInCluster) {
                applied.remove(target.object());
            }
        }
    }

    private final KubeAccess access;
    private final ApplyOptions options;
    private final List<ManifestObject> objects;
    private final List<Use> uses = new ArrayList<>();

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
     *     namespace {@code default}, and for policies of admission, policies: they show when the policy is effective
     * @return the applied manifests; close them to remove them
     * @throws ManifestException if an object is refused, exists with other content, or is not effective in time; then
     *     nothing of the manifests is left
     */
    public static AppliedManifests apply(Manifests manifests, KubeAccess access) {
        return apply(manifests, access, ApplyOptions.defaults());
    }

    /**
     * Applies manifests with options, and waits until the API server serves the custom resources and acts on the roles
     * and bindings. The order is: namespaces, CustomResourceDefinitions, ServiceAccounts and roles, ClusterRoles
     * that aggregate others, bindings, other cluster-scoped objects, the rest, policies of admission. Up to 16 objects of a
     * step are applied at once. In the last three steps the order of the files is kept, and only neighbours of one kind are
     * applied at once.
     *
     * <p>An object that already exists with the same content is used as it is and not removed afterwards. The same
     * holds for a namespace, whatever its content.
     *
     * @param manifests the manifests to apply
     * @param access the administrator's access; it must also allow creating and removing roles and bindings in the
     *     namespace {@code default}, and for policies of admission, policies: they show when the policy is effective
     * @param options namespace, timeout, and who applies the manifests
     * @return the applied manifests; close them to remove them
     * @throws ManifestException if an object is refused, exists with other content, or is not effective in time; then
     *     nothing of the manifests is left
     */
    public static AppliedManifests apply(Manifests manifests, KubeAccess access, ApplyOptions options) {
        return new Applier(access, options, manifests.objects()).apply();
    }

    /** Adds uses that are about to begin. */
    synchronized List<Use> add(List<Target> targets) {
        AppliedObjects applied = AppliedObjects.in(access.context().cluster());
        List<Use> added = targets.stream()
                .map(target -> new Use(target, applied.of(target.key())))
                .toList();
        uses.addAll(added);
        return added;
    }

    synchronized Set<AppliedObjects.Key> held() {
        return uses.stream().filter(Use::isHeld).map(use -> use.target().key()).collect(Collectors.toSet());
    }

    /**
     * {@return the objects, including those that were in the cluster before}
     */
    public List<ManifestObject> objects() {
        return objects;
    }

    /**
     * Removes what was created, in reverse order, up to 16 objects at once. When this returns, the API server no longer
     * grants anything by what was removed. Objects that existed before, or that others still use, stay. A namespace may
     * take longer to terminate; applying it again waits for that. A second call does nothing.
     *
     * @throws ManifestException if something could not be removed; the rest is removed
     */
    @Override
    public synchronized void close() {
        List<Use> held = uses.stream().filter(Use::isHeld).toList();
        uses.forEach(Use::forget);
        uses.clear();
        try {
            new Removal(access, options.timeout()).remove(held);
        } finally {
            if (held.stream().anyMatch(use -> use.target().isDefinition())) {
                access.context().discovery().forget();
            }
        }
    }

    /** The objects with their origins. */
    @Override
    public String toString() {
        return "applied " + objects;
    }
}
