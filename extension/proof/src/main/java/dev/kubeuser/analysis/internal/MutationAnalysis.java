// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import dev.kubeuser.analysis.Mutant;
import dev.kubeuser.analysis.internal.Coverage.Share;
import dev.kubeuser.analysis.internal.SuggestedAssertion.Suggestion;
import dev.kubeuser.run.TestCase;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The mutants of the policy under test and the result of each. Assertions are replayed against the mutated policy,
 * without a cluster.
 *
 * @param results one result for each mutant, in the order of the policy
 */
public record MutationAnalysis(List<MutantResult> results) {

    /** Copies the list. */
    public MutationAnalysis {
        results = List.copyOf(results);
    }

    /** {@return the share of killed mutants among those that are decided and not equivalent} */
    public Share killed() {
        long survived = of(MutantResult.Status.SURVIVED).size();
        long killed = of(MutantResult.Status.KILLED).size();
        return new Share(killed, killed + survived);
    }

    /** {@return the same, without assertions that would kill survivors} */
    public MutationAnalysis withoutSuggestions() {
        return new MutationAnalysis(results.stream()
                .map(result -> new MutantResult(result.mutant(), result.status(), result.killedBy(), null))
                .toList());
    }

    /**
     * {@return the mutants with a status}
     *
     * @param status the status
     */
    public List<MutantResult> of(MutantResult.Status status) {
        return results.stream().filter(result -> result.status() == status).toList();
    }

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
}
