package dev.kubeuser.apply;

import dev.kubeuser.apply.internal.AppliedObjects;
import java.util.Optional;
import java.util.function.Supplier;

/** One manifest's use of an object. */
final class Use {

    private final Target target;
    private final SharedObject shared;
    private final AppliedObjects applied;
    private volatile boolean isInCluster;
    private volatile boolean isHeld;

    Use(Target target, SharedObject shared, AppliedObjects applied) {
        this.target = target;
        this.shared = shared;
        this.applied = applied;
    }

    Target target() {
        return target;
    }

    SharedObject shared() {
        return shared;
    }

    /**
     * Begins the use, and notes that the object is in the cluster as written here, whoever created it.
     *
     * @param create creates it and returns its UID, or nothing if it existed before
     */
    void begin(String owner, Supplier<Optional<String>> create) {
        isHeld = shared.acquire(target, owner, create);
        applied.add(target.key(), target.object());
        isInCluster = true;
    }

    /** Whether the use has begun and must be ended, as the object was not in the cluster before. */
    boolean isHeld() {
        return isHeld;
    }

    void forget() {
        if (isInCluster) {
            applied.remove(target.key(), target.object());
        }
    }
}
