// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.apply;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.apply.internal.AppliedObjects;
import dev.kubeuser.base.internal.InFlight;
import dev.kubeuser.manifest.ManifestException;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.manifest.Manifests;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apiguardian.api.API;

/** Manifests that are in a cluster, and effective there, until this is closed. Thread-safe. */
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
         * Begins the use, and notes that the object is in the cluster as written here, no matter who created it.
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
     *     namespace {@code default}, and for admission policies, policies: they show when the policy is effective
     * @return the applied manifests; close them to remove them
     * @throws ManifestException if an object is refused, exists with other content, or is not effective in time; then
     *     nothing of the manifests is left
     */
    public static AppliedManifests apply(Manifests manifests, KubeAccess access) {
        return apply(manifests, access, ApplyOptions.defaults());
    }

    /**
     * Applies manifests with options, and waits until the API server serves the custom resources and acts on the roles
     * and bindings. The order is: namespaces, CustomResourceDefinitions, ServiceAccounts and roles, ClusterRoles that
     * aggregate others, bindings, other cluster-scoped objects, the rest, admission policies. Up to 16 objects of a
     * step are applied at once. In the last three steps the order of the files is kept, and only neighbours of one kind
     * are applied at once.
     *
     * <p>An object that already exists with the same content is used as it is and not removed afterwards. The same
     * holds for a namespace, whatever its content.
     *
     * @param manifests the manifests to apply
     * @param access the administrator's access; it must also allow creating and removing roles and bindings in the
     *     namespace {@code default}, and for admission policies, policies: they show when the policy is effective
     * @param options namespace, timeout, and who applies the manifests
     * @return the applied manifests; close them to remove them
     * @throws ManifestException if an object is refused, exists with other content, or is not effective in time, or if
     *     a kind to skip is in no object; then nothing of the manifests is left
     */
    public static AppliedManifests apply(Manifests manifests, KubeAccess access, ApplyOptions options) {
        return new Applier(access, options, manifests).apply();
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

    /** {@return the objects, including those that were in the cluster before, without those of skipped kinds} */
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

    /**
     * Removes objects and waits until that is effective: admission policies first, namespaces last. What cannot be
     * removed does not hold up the rest.
     */
    private static final class Removal {

        private final KubeAccess access;
        private final Duration timeout;
        private final ObjectRequests requests;
        private final List<RuntimeException> failures = new ArrayList<>();

        Removal(KubeAccess access, Duration timeout) {
            this.access = access;
            this.timeout = timeout;
            this.requests = new ObjectRequests(access);
        }

        void remove(List<Use> uses) {
            lift(uses.stream().filter(use -> use.target().isAdmissionPolicy()));
            List<Target> removed = remove(uses.stream()
                    .filter(use -> !use.target().isNamespace() && !use.target().isAdmissionPolicy()));
            Effect effect = new Effect(access, timeout, removed);
            attempt(effect::awaitPolicy);
            attempt(effect::awaitWebhooks);
            attemptEach(removed.stream().filter(Target::isAggregate).toList(), this::deleteIfRecreated);
            remove(uses.stream().filter(use -> use.target().isNamespace()));
            report();
        }

        /** Admission policies might reject the removal of the rest. */
        private void lift(Stream<Use> policies) {
            List<Target> removed = remove(policies);
            attempt(new Effect(access, timeout, removed)::awaitEndOfPoliciesOfAdmission);
        }

        /** Returns what is gone now: not what others still use. */
        private List<Target> remove(Stream<Use> uses) {
            Queue<Target> removed = new ConcurrentLinkedQueue<>();
            List<List<Use>> stages = Applier.stages(uses.toList());
            Collections.reverse(stages);
            for (List<Use> stage : stages) {
                Collections.reverse(stage);
                for (List<Use> wave : waves(stage)) {
                    attemptEach(wave, use -> {
                        if (use.applied().release(uid -> requests.remove(use.target(), uid))) {
                            removed.add(use.target());
                        }
                    });
                }
            }
            return new ArrayList<>(removed);
        }

        /**
         * Takes a role that aggregates others before those. When one of them goes first, the controller writes the
         * rules of the role that is about to go, and so creates it again. Roles that aggregate each other go together.
         */
        private static List<List<Use>> waves(List<Use> stage) {
            if (!stage.get(0).target().isAggregate()) {
                return List.of(stage);
            }
            Map<Use, RoleAggregation.Listed> left = new LinkedHashMap<>();
            stage.forEach(use -> left.put(
                    use, RoleAggregation.Listed.of(use.target().object().json())));
            List<List<Use>> waves = new ArrayList<>();
            while (!left.isEmpty()) {
                List<Use> tops = left.entrySet().stream()
                        .filter(role -> left.values().stream().noneMatch(other -> other.aggregates(role.getValue())))
                        .map(Map.Entry::getKey)
                        .toList();
                waves.add(tops.isEmpty() ? List.copyOf(left.keySet()) : tops);
                left.keySet().removeAll(waves.get(waves.size() - 1));
            }
            return waves;
        }

        /**
         * The controller writes the rules of a role by server-side apply, which creates a role that was deleted a
         * moment ago. That happens if it is deleted together with one that it aggregates, or selects nothing but has
         * rules. A role that others have written to stays.
         *
         * @see <a
         *     href="https://github.com/kubernetes/kubernetes/blob/v1.36.3/pkg/controller/clusterroleaggregation/clusterroleaggregation_controller.go">The
         *     controller</a>
         */
        private void deleteIfRecreated(Target aggregate) {
            KubeResponse live = requests.get(aggregate);
            if (live.code() == ObjectRequests.OK && RoleAggregation.isOfController(ObjectRequests.body(live))) {
                requests.remove(aggregate, ObjectRequests.uid(live));
            }
        }

        private <T> void attemptEach(List<T> items, Consumer<T> action) {
            attempt(() -> InFlight.CHANGES
                    .ask(items, item -> failureOf(() -> action.accept(item)))
                    .forEach(failure -> failure.ifPresent(failures::add)));
        }

        private void attempt(Runnable action) {
            failureOf(action).ifPresent(failures::add);
        }

        private static Optional<RuntimeException> failureOf(Runnable action) {
            try {
                action.run();
                return Optional.empty();
            } catch (RuntimeException failure) {
                return Optional.of(failure);
            }
        }

        private void report() {
            if (!failures.isEmpty()) {
                RuntimeException first = failures.get(0);
                failures.stream().skip(1).forEach(first::addSuppressed);
                throw first;
            }
        }
    }
}
