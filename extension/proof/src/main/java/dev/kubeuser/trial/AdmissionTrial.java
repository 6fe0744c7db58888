package dev.kubeuser.trial;

import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.mutants.internal.AdmissionMutations;
import dev.kubeuser.run.internal.OwnNamespaces;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

/**
 * Runs tests on each mutant of their policies of admission, one after the other: those of the classes that apply what is
 * mutated, each class by itself. Two clusters take turns: of 0.45 s that a mutant of one policy takes on one of them, the
 * namespaces of the last tests need 0.24 s to go, and meanwhile the other works. Tests never run at the same time, for they
 * may share what is static.
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
        try (TrialSession first = new TrialSession(parameters);
                TrialSession second = new TrialSession(parameters)) {
            Map<Class<?>, AdmissionInForce> asWritten = asWritten(first);
            Map<String, ManifestObject> seen = new TreeMap<>();
            asWritten.values().forEach(inForce -> seen.putAll(inForce.seen()));
            List<AdmissionMutations.Mutated> mutated = AdmissionMutations.of(List.copyOf(seen.values()));
            if (mutated.isEmpty()) {
                throw new IllegalStateException("There is nothing to mutate: none of the tests applies a policy of"
                        + " admission, a binding of one or a namespace with Pod Security by @KubeManifests");
            }
            check.accept(mutated.size());
            OwnNamespaces own = asWritten.values().stream()
                    .map(AdmissionInForce::own)
                    .reduce(OwnNamespaces.none(), OwnNamespaces::with);
            Iterator<TrialSession> turns = Stream.generate(() -> List.of(second, first))
                    .flatMap(List::stream)
                    .iterator();
            List<TriedMutant> tried = new ArrayList<>();
            for (AdmissionMutations.Mutated each : mutated) {
                AdmissionMutant mutant = AdmissionMutant.of(each, own);
                List<Class<?>> concerned = new ArrayList<>();
                asWritten.forEach((testClass, inForce) -> {
                    if (inForce.seen().containsKey(mutant.key())) {
                        concerned.add(testClass);
                    }
                });
                tryOne(mutant, concerned, turns).ifPresent(tried::add);
            }
            return tried;
        }
    }

    /** Runs each class by itself, as on the mutants. */
    private Map<Class<?>, AdmissionInForce> asWritten(TrialSession session) {
        Map<Class<?>, AdmissionInForce> asWritten = new LinkedHashMap<>();
        List<String> failures = new ArrayList<>();
        for (Class<?> testClass : testClasses) {
            AdmissionInForce inForce = new AdmissionInForce(null);
            failures.addAll(inForce.run(session, testClass));
            asWritten.put(testClass, inForce);
        }
        if (!failures.isEmpty()) {
            throw new IllegalStateException(
                    "Tests must pass before their policies are mutated, but these failed: " + failures);
        }
        return asWritten;
    }

    /** Leaves out what an API server does not accept: nobody can have it. */
    private static Optional<TriedMutant> tryOne(
            AdmissionMutant mutant, List<Class<?>> testClasses, Iterator<TrialSession> turns) {
        List<String> failures = new ArrayList<>();
        for (Class<?> testClass : testClasses) {
            AdmissionInForce inForce = new AdmissionInForce(mutant);
            List<String> ofClass = inForce.run(turns.next(), testClass);
            if (!inForce.isMade()) {
                throw new IllegalStateException("This mutant was never applied, so nothing is known about it: "
                        + mutant.mutant() + ". The tests applied other manifests in the later run");
            }
            String applying = "applying " + inForce.real(mutant.title()) + " " + NOT_TAKEN;
            if (ofClass.stream().anyMatch(failure -> failure.contains(applying))) {
                return Optional.empty();
            }
            failures.addAll(ofClass);
        }
        return Optional.of(
                new TriedMutant(mutant.mutant(), failures.stream().sorted().toList()));
    }
}
