package dev.kubeuser.trial;

import dev.kubeuser.mutants.MutantResult;
import dev.kubeuser.mutants.internal.AdmissionMutations;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

/**
 * Runs tests on each mutant of their policies of admission, one after the other. Two clusters take turns: of 0.45 s that a
 * mutant of one policy takes on one of them, the namespaces of the last tests need 0.24 s to go, and meanwhile the other
 * works. Tests never run at the same time, for they may share what is static.
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
        try (TrialSession first = new TrialSession(testClasses, parameters);
                TrialSession second = new TrialSession(testClasses, parameters)) {
            LongAdder writes = new LongAdder();
            AdmissionInForce asWritten = new AdmissionInForce(null, (write, run) -> writes.increment());
            List<String> failures = asWritten.run(first);
            if (!failures.isEmpty()) {
                throw new IllegalStateException(
                        "Tests must pass before their policies are mutated, but these failed: " + failures);
            }
            List<AdmissionMutations.Mutated> mutated =
                    AdmissionMutations.of(List.copyOf(new TreeMap<>(asWritten.seen()).values()));
            if (mutated.isEmpty()) {
                throw new IllegalStateException("There is nothing to mutate: none of the tests applies a policy of"
                        + " admission, a binding of one or a namespace with Pod Security by @KubeManifests");
            }
            check.accept(mutated.size());
            AssertionSearch search = new AssertionSearch(
                    mutated.stream()
                            .map(AdmissionMutations.Mutated::object)
                            .distinct()
                            .toList(),
                    writes.intValue());
            search.tryAsWritten(first);
            Iterator<TrialSession> turns = Stream.generate(() -> List.of(second, first))
                    .flatMap(List::stream)
                    .iterator();
            List<TriedMutant> tried = new ArrayList<>();
            mutated.stream()
                    .map(mutant -> AdmissionMutant.of(mutant, asWritten.writes().own()))
                    .forEach(mutant -> tryOne(mutant, turns, search).ifPresent(tried::add));
            return tried;
        }
    }

    /** Leaves out what an API server does not accept: nobody can have it. */
    private static Optional<TriedMutant> tryOne(
            AdmissionMutant mutant, Iterator<TrialSession> turns, AssertionSearch search) {
        AdmissionInForce inForce = new AdmissionInForce(mutant, (write, run) -> {});
        List<String> failures = inForce.run(turns.next());
        if (!inForce.isMade()) {
            throw new IllegalStateException("This mutant was never applied, so nothing is known about it: "
                    + mutant.mutant() + ". The tests applied other manifests in the later run");
        }
        String applying = "applying " + inForce.writes().real(mutant.title()) + " " + NOT_TAKEN;
        if (failures.stream().anyMatch(failure -> failure.contains(applying))) {
            return Optional.empty();
        }
        Optional<String> assertion = failures.isEmpty() ? search.find(turns.next(), mutant) : Optional.empty();
        return Optional.of(new TriedMutant(
                new MutantResult(mutant.mutant(), MutantResult.Status.UNDECIDED, List.of(), null),
                failures,
                assertion));
    }
}
