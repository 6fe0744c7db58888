package dev.kubeuser.benchmarks;

import java.time.Duration;
import java.util.Optional;

/** One way to get something done. */
interface Contender {

    /** Who it is, with its version where the table does not say it otherwise. */
    String name();

    /** Why it cannot run on this machine, as a sentence without a full stop; empty if it can. */
    default Optional<String> obstacle() {
        return Optional.empty();
    }

    /**
     * Does it once, and undoes it.
     *
     * @return how long the part took that is compared; undoing does not count
     */
    Duration once() throws Exception;
}
