package dev.kubeuser.coverage.internal;

import dev.kubeuser.coverage.MutantResult;
import dev.kubeuser.coverage.MutantStatus;
import java.util.List;

/**
 * Which mistakes in the policy under test its tests would notice. Mutants are judged by deciding again, over the changed
 * policy, what assertions asked; that takes no cluster.
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
        long survived = of(MutantStatus.SURVIVED).size();
        long killed = of(MutantStatus.KILLED).size();
        return new Share(killed, killed + survived);
    }

    /**
     * {@return the mutants that ended so}
     *
     * @param status how
     */
    public List<MutantResult> of(MutantStatus status) {
        return results.stream().filter(result -> result.status() == status).toList();
    }
}
