package dev.kubeuser.trial;

import dev.kubeuser.jupiter.internal.PolicyMutator;
import dev.kubeuser.mutants.MutantResult;
import dev.kubeuser.mutants.internal.AdmissionMutations;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntConsumer;

/**
 * Runs tests on each mutant of their policies of admission, one after the other on one cluster.
 *
 * @param testClasses the classes of the tests
 * @param parameters JUnit's configuration parameters
 */
record AdmissionTrial(List<Class<?>> testClasses, Map<String, String> parameters) {

    /** How a failure says that the API server does not take the mutant: nobody can have it. */
    private static final String NOT_TAKEN = "was refused by the API server";

    /**
     * Tries them one after the other.
     *
     * @param check looks at their number before
     */
    List<TriedMutant> run(IntConsumer check) {
        try (TrialSession session = new TrialSession(testClasses, parameters)) {
            AdmissionInForce asWritten = new AdmissionInForce(null);
            session.put(PolicyMutator.class, asWritten);
            List<String> failures = session.run();
            if (!failures.isEmpty()) {
                throw new IllegalStateException(
                        "Tests must pass before their policies are mutated, but these failed: " + failures);
            }
            List<AdmissionMutations.Mutated> mutants = new TreeMap<>(asWritten.seen())
                    .values().stream()
                            .flatMap(object -> AdmissionMutations.of(object).stream())
                            .toList();
            if (mutants.isEmpty()) {
                throw new IllegalStateException("There is nothing to mutate: none of the tests applies a policy of"
                        + " admission, a binding of one or a namespace with Pod Security by @KubeManifests");
            }
            check.accept(mutants.size());
            List<TriedMutant> tried = new ArrayList<>();
            mutants.forEach(mutant -> tryOne(session, mutant, tried));
            return tried;
        }
    }

    private static void tryOne(TrialSession session, AdmissionMutations.Mutated mutated, List<TriedMutant> tried) {
        AdmissionInForce inForce = new AdmissionInForce(mutated);
        session.put(PolicyMutator.class, inForce);
        List<String> failures = session.run();
        if (!inForce.isMade()) {
            throw new IllegalStateException("This mutant was never applied, so nothing is known about it: "
                    + mutated.mutant() + ". The tests applied other manifests in the later run");
        }
        String applying =
                "applying " + mutated.object().kind() + " " + mutated.object().name() + " " + NOT_TAKEN;
        if (failures.stream().noneMatch(failure -> failure.contains(applying))) {
            tried.add(new TriedMutant(
                    new MutantResult(mutated.mutant(), MutantResult.Status.UNDECIDED, List.of(), null), failures));
        }
    }
}
