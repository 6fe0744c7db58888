package dev.kubeuser.mutants.internal;

import dev.kubeuser.coverage.internal.Share;
import java.util.List;

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

    /**
     * {@return the share of killed mutants among those that are decided and not equivalent}
     */
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
}
