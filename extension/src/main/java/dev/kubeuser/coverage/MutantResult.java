package dev.kubeuser.coverage;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether the tests kill a mutant.
 *
 * @param mutant the mutant
 * @param status what became of it
 * @param killedBy the tests that kill it, as far as they are known
 * @param suggestion an assertion that would kill it, for a surviving mutant; else {@code null}
 */
public record MutantResult(
        Mutant mutant,
        MutantStatus status,
        List<TestCase> killedBy,
        @Nullable Suggestion suggestion) {

    /** Copies the list. */
    public MutantResult {
        killedBy = List.copyOf(killedBy);
    }
}
