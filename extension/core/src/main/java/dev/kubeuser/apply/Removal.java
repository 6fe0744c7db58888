package dev.kubeuser.apply;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.base.internal.InFlight;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Removes objects and waits until that is effective: policies of admission first, namespaces last, and aggregating
 * ClusterRoles after their parts. What cannot be removed does not hold up the rest.
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

    void remove(List<Use> uses) {
        lift(uses.stream().filter(use -> use.target().isAdmissionPolicy()));
        AggregateRetirement retirement = new AggregateRetirement(access);
        List<Use> aggregates = retire(uses.stream().filter(Removal::isAggregate).toList(), retirement);
        try {
            List<Target> removed = remove(uses.stream().filter(Removal::isPlain));
            removed.addAll(aggregates.stream().map(Use::target).toList());
            attempt(() -> PolicyEffect.of(access, timeout, removed).await());
            attempt(() -> WebhookEffect.of(access, timeout, removed).await());
        } finally {
            List<Target> gone = remove(aggregates.stream());
            attempt(retirement::close);
            attemptEach(gone, target -> requests.deleteIfRecreated(target, requests.get(target)));
        }
        remove(uses.stream().filter(Removal::isNamespace));
        report();
    }

    /** They might not let the rest go. */
    private void lift(Stream<Use> policies) {
        List<Target> removed = remove(policies);
        attempt(() -> AdmissionEffect.of(access, timeout, removed).awaitGone());
    }

    private static boolean isPlain(Use use) {
        return !isNamespace(use) && !isAggregate(use) && !use.target().isAdmissionPolicy();
    }

    private static boolean isAggregate(Use use) {
        return AggregateRetirement.concerns(use.target());
    }

    private static boolean isNamespace(Use use) {
        return Applier.isNamespace(use.target().object());
    }

    /** Those that have no other user. For the others, this use ends here. */
    private List<Use> retire(List<Use> aggregates, AggregateRetirement retirement) {
        Map<Use, String> uids = new LinkedHashMap<>();
        aggregates.forEach(use -> use.applied().prepareRelease().ifPresent(uid -> uids.put(use, uid)));
        if (!uids.isEmpty()) {
            attempt(retirement::mark);
        }
        attemptEach(
                List.copyOf(uids.entrySet()),
                retired -> retirement.begin(retired.getKey().target(), retired.getValue()));
        return List.copyOf(uids.keySet());
    }

    /** Returns what is gone now: not what others still use. */
    private List<Target> remove(Stream<Use> uses) {
        Queue<Target> removed = new ConcurrentLinkedQueue<>();
        for (List<Use> stage : Stages.reversed(uses.toList())) {
            attemptEach(stage, use -> {
                if (use.applied().release(uid -> delete(use.target(), uid))) {
                    removed.add(use.target());
                }
            });
        }
        return new ArrayList<>(removed);
    }

    /** What a test removed itself, or replaced with its own object, is no longer ours. */
    private void delete(Target target, String uid) {
        KubeResponse response = requests.delete(target, uid);
        boolean done = response.code() < 300
                || response.code() == ObjectRequests.NOT_FOUND
                || response.code() == ObjectRequests.CONFLICT;
        if (!done) {
            throw ObjectRequests.refused(target, "removing", response);
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
