package dev.kubeuser.apply;

import dev.kubeuser.apply.internal.AppliedObject;
import java.util.Optional;
import java.util.function.Supplier;

/** One manifest's use of an object. */
final class Use {

    private final Target target;
    private final AppliedObject applied;
    private volatile boolean isInCluster;
    private volatile boolean isHeld;

    Use(Target target, AppliedObject applied) {
        this.target = target;
        this.applied = applied;
    }

    Target target() {
        return target;
    }

    AppliedObject applied() {
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
