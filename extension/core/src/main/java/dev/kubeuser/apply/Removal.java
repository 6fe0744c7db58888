package dev.kubeuser.apply;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.base.internal.InFlight;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Removes objects and waits until that is effective: policies of admission first, namespaces last. What cannot be removed
 * does not hold up the rest.
 */
final class Removal {

    private final KubeAccess access;
    private final Duration timeout;
    private final ObjectRequests requests;
    private final List<RuntimeException> failures = new ArrayList<>();

    Removal(KubeAccess access, Duration timeout) {
        this.access = access;
        this.timeout = timeout;
        this.requests = new ObjectRequests(access);
    }

    void remove(List<AppliedManifests.Use> uses) {
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

    /** They might not let the rest go. */
    private void lift(Stream<AppliedManifests.Use> policies) {
        List<Target> removed = remove(policies);
        attempt(new Effect(access, timeout, removed)::awaitEndOfPoliciesOfAdmission);
    }

    /** Returns what is gone now: not what others still use. */
    private List<Target> remove(Stream<AppliedManifests.Use> uses) {
        Queue<Target> removed = new ConcurrentLinkedQueue<>();
        List<List<AppliedManifests.Use>> stages = Applier.stages(uses.toList());
        Collections.reverse(stages);
        for (List<AppliedManifests.Use> stage : stages) {
            Collections.reverse(stage);
            for (List<AppliedManifests.Use> wave : waves(stage)) {
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
     * Takes a role that aggregates others before those. When one of them goes first, the controller writes the rules of
     * the role that is about to go, and so creates it again. Roles that aggregate each other go together.
     */
    private static List<List<AppliedManifests.Use>> waves(List<AppliedManifests.Use> stage) {
        if (!stage.get(0).target().isAggregate()) {
            return List.of(stage);
        }
        Map<AppliedManifests.Use, RoleAggregation.Listed> left = new LinkedHashMap<>();
        stage.forEach(use ->
                left.put(use, RoleAggregation.Listed.of(use.target().object().json())));
        List<List<AppliedManifests.Use>> waves = new ArrayList<>();
        while (!left.isEmpty()) {
            List<AppliedManifests.Use> tops = left.entrySet().stream()
                    .filter(role -> left.values().stream().noneMatch(other -> other.aggregates(role.getValue())))
                    .map(Map.Entry::getKey)
                    .toList();
            waves.add(tops.isEmpty() ? List.copyOf(left.keySet()) : tops);
            left.keySet().removeAll(waves.get(waves.size() - 1));
        }
        return waves;
    }

    /**
     * The controller writes the rules of a role by server-side apply, which creates a role that was deleted a moment ago.
     * That happens if it is deleted together with one that it aggregates, or selects nothing but has rules. A role to which
     * anybody else has written is somebody's.
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
