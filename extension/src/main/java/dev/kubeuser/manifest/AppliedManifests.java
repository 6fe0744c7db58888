package dev.kubeuser.manifest;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Manifests that are in a cluster, and effective there, until this is closed. Safe for several threads.
 */
public final class AppliedManifests implements AutoCloseable {

    private final KubeAccess access;
    private final ApplyOptions options;
    private final ObjectRequests requests;
    private final List<ManifestObject> objects;
    private final List<Use> uses = new ArrayList<>();
    private final List<Target> known = new ArrayList<>();

    /** An object that was not there before. */
    private record Use(Target target, SharedObject shared) {}

    AppliedManifests(KubeAccess access, ApplyOptions options, List<ManifestObject> objects) {
        this.access = access;
        this.options = options;
        this.requests = new ObjectRequests(access);
        this.objects = objects;
    }

    synchronized void add(Target target, SharedObject shared) {
        uses.add(new Use(target, shared));
    }

    /** Whoever brought it there: it is as it is written here. */
    synchronized void isInCluster(Target target) {
        known.add(target);
        AppliedObjects.of(access.cluster()).add(target);
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
     * Removes what was created, in reverse order, and waits until that is effective: when this returns, the API server
     * does not grant by it any more. Objects that were there before, or are shared with others who still use them, stay.
     * A namespace may take longer to end; applying it again waits for that. A second call does nothing.
     *
     * @throws ManifestException if something could not be removed; the rest is
     */
    @Override
    public synchronized void close() {
        List<Use> reversed = new ArrayList<>(uses);
        Collections.reverse(reversed);
        uses.clear();
        known.forEach(AppliedObjects.of(access.cluster())::remove);
        known.clear();
        List<RuntimeException> failures = new ArrayList<>();
        List<Target> removed =
                remove(reversed.stream().filter(use -> !isNamespace(use)).toList(), failures);
        attempt(
                failures,
                () -> PolicyEffect.of(access, options.timeout(), removed).await());
        remove(reversed.stream().filter(AppliedManifests::isNamespace).toList(), failures);
        report(failures);
    }

    private static boolean isNamespace(Use use) {
        return use.target().object().is("", "Namespace");
    }

    private List<Target> remove(List<Use> some, List<RuntimeException> failures) {
        List<Target> removed = new ArrayList<>();
        for (Use use : some) {
            attempt(failures, () -> {
                if (use.shared().release(uid -> delete(use.target(), uid))) {
                    removed.add(use.target());
                }
            });
        }
        return removed;
    }

    /** What a test removed itself, or replaced by an object of its own, is not ours any more. */
    private void delete(Target target, String uid) {
        KubeResponse response = requests.delete(target, uid);
        boolean done = response.code() < 300
                || response.code() == ObjectRequests.NOT_FOUND
                || response.code() == ObjectRequests.CONFLICT;
        if (!done) {
            throw ObjectRequests.refused(target, "removing", response);
        }
    }

    private static void attempt(List<RuntimeException> failures, Runnable action) {
        try {
            action.run();
        } catch (RuntimeException failure) {
            failures.add(failure);
        }
    }

    private static void report(List<RuntimeException> failures) {
        if (!failures.isEmpty()) {
            RuntimeException first = failures.get(0);
            failures.stream().skip(1).forEach(first::addSuppressed);
            throw first;
        }
    }

    /** The objects with their origins. */
    @Override
    public String toString() {
        return "applied " + objects;
    }
}
