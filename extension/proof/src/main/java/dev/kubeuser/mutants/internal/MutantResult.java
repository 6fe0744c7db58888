package dev.kubeuser.mutants.internal;

import dev.kubeuser.coverage.internal.Suggestion;
import dev.kubeuser.mutants.Mutant;
import dev.kubeuser.run.TestCase;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether the tests kill a mutant.
 *
 * @param mutant the mutant
 * @param status the result
 * @param killedBy the tests known to kill it
 * @param suggestion an assertion that would kill it, for a surviving mutant; {@code null} for other mutants, for a
 *     surviving mutant that only the assertion of a denial would kill, and if a test failed
 */
public record MutantResult(
        Mutant mutant,
        Status status,
        List<TestCase> killedBy,
        @Nullable Suggestion suggestion) {

    /** The result of a mutant. */
    public enum Status {
        /** An assertion would fail. */
        KILLED,
        /** A decision differs, but no assertion checks it. */
        SURVIVED,
        /** No decision differs, so no assertion could kill it. Scores leave it out. */
        EQUIVALENT,
        /** It was not judged, because {@code kubeuser.proof-limit} was reached. Scores leave it out. */
        UNDECIDED
    }

    /** Copies the list. */
    public MutantResult {
        killedBy = List.copyOf(killedBy);
    }
}
