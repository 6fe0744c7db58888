package dev.kubeuser.coverage.internal.analysis;

import dev.kubeuser.coverage.MutantResult;
import java.util.List;

/**
 * The mutants of the policy under test and what became of each. Replays what assertions asked against the mutated
 * policy, which takes no cluster.
 *
 * @param results one for each mutant, in the order of the policy
 */
public record MutationAnalysis(List<MutantResult> results) {

    /** Copies the list. */
    public MutationAnalysis {
        results = List.copyOf(results);
    }

    /**
     * {@return how many mutants were killed, of how many that are not equivalent}
     */
    public Share killed() {
        long survived = of(MutantResult.Status.SURVIVED).size();
        long killed = of(MutantResult.Status.KILLED).size();
        return new Share(killed, killed + survived);
    }

    /**
     * {@return the mutants with a status}
     *
     * @param status which
     */
    public List<MutantResult> of(MutantResult.Status status) {
        return results.stream().filter(result -> result.status() == status).toList();
    }
}
