package dev.kubeuser.coverage;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether tests notice one mistake.
 *
 * @param mutant the mistake
 * @param status whether they do
 * @param killedBy the tests that do, as far as they are known
 * @param suggestion an assertion that would, of a survivor; else {@code null}
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
