package dev.kubeuser.apply;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Removes objects and waits until that is effective: namespaces last, and aggregating ClusterRoles after their parts.
 * What cannot be removed does not hold up the rest.
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
        AggregateRetirement retirement = new AggregateRetirement(access);
        List<Use> aggregates = retire(
                uses.stream()
                        .filter(use -> AggregateRetirement.concerns(use.target()))
                        .toList(),
                retirement);
        try {
            List<Target> removed = removeEach(uses.stream()
                    .filter(use -> !isNamespace(use) && !AggregateRetirement.concerns(use.target()))
                    .toList());
            removed.addAll(aggregates.stream().map(Use::target).toList());
            attempt(() -> PolicyEffect.of(access, timeout, removed).await());
        } finally {
            List<Target> gone = removeEach(aggregates);
            attempt(retirement::close);
            gone.forEach(target -> attempt(() -> requests.deleteIfRecreated(target, requests.get(target))));
        }
        removeEach(uses.stream().filter(Removal::isNamespace).toList());
        report();
    }

    private static boolean isNamespace(Use use) {
        return Applier.isNamespace(use.target().object());
    }

    /** Those that have no other user. For the others, this use ends here. */
    private List<Use> retire(List<Use> aggregates, AggregateRetirement retirement) {
        List<Use> retired = new ArrayList<>();
        for (Use use : aggregates) {
            use.shared().prepareRelease().ifPresent(uid -> {
                retired.add(use);
                attempt(() -> retirement.begin(use.target(), uid));
            });
        }
        return retired;
    }

    private List<Target> removeEach(List<Use> uses) {
        List<Target> removed = new ArrayList<>();
        for (Use use : uses) {
            attempt(() -> {
                if (use.shared().release(uid -> delete(use.target(), uid))) {
                    removed.add(use.target());
                }
            });
        }
        return removed;
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

    private void attempt(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException failure) {
            failures.add(failure);
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
