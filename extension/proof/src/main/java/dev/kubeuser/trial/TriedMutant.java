package dev.kubeuser.trial;

import dev.kubeuser.mutants.MutantResult;
import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * A mutant, and the result of the tests with the mutant applied.
 *
 * @param judged the result of replaying the assertions, without a cluster; undecided if only an API server knows it
 * @param failures the tests that failed because of it, each with its message, sorted; empty if it survived
 * @param assertion a Java statement that would kill it, with the methods of {@code KubeAssertions}; empty if it was
 *     killed, if none is known, or if it is of admission
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record TriedMutant(MutantResult judged, List<String> failures, Optional<String> assertion) {

    /** Copies the list. */
    public TriedMutant {
        failures = List.copyOf(failures);
    }

    /**
     * {@return whether a test failed}
     */
    public boolean isKilled() {
        return !failures.isEmpty();
    }

    /**
     * {@return whether the replay gives the same result; true if nothing was replayed, as for a mutant of
     * admission}
     */
    public boolean isAgreed() {
        return !isReplayed() || isKilled() == (judged.status() == MutantResult.Status.KILLED);
    }

    private boolean isReplayed() {
        return judged.status() != MutantResult.Status.UNDECIDED;
    }

    /**
     * Returns one line, for example
     * {@code survived, as replayed: Role dev/readers rule 1 for all verbs (rbac.yaml:4)}.
     */
    @Override
    public String toString() {
        String replayed = isAgreed() ? ", as replayed" : ", but replayed otherwise";
        return (isKilled() ? "killed" : "survived") + (isReplayed() ? replayed : "") + ": " + judged.mutant();
    }
}
