package dev.kubeuser.trial;

import dev.kubeuser.issuer.internal.AuthenticationFile;
import dev.kubeuser.jupiter.internal.AuthenticationMutator;
import dev.kubeuser.mutants.MutantResult;
import dev.kubeuser.mutants.internal.AuthenticationMutations;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntConsumer;

/**
 * Runs tests on each mutant of the AuthenticationConfiguration of their cluster. Each has a cluster of its own: an API
 * server that runs takes ten seconds to take over another file, and a new one has started by then.
 *
 * @param testClasses the classes of the tests
 * @param parameters JUnit's configuration parameters
 * @param audiences audiences of other systems
 */
record AuthenticationTrial(List<Class<?>> testClasses, Map<String, String> parameters, List<String> audiences) {

    /** How the message begins of a cluster that did not start because of its file. */
    private static final String NOT_ACCEPTED = "The API server does not accept ";

    /**
     * Tries them one after the other.
     *
     * @param check looks at their number before
     */
    List<TriedMutant> run(IntConsumer check) {
        AuthenticationInForce asWritten = new AuthenticationInForce();
        List<String> failures = run(asWritten);
        if (!failures.isEmpty()) {
            throw new IllegalStateException(
                    "Tests must pass before their authentication is mutated, but these failed: " + failures);
        }
        if (asWritten.seen().isEmpty()) {
            throw new IllegalStateException("There is nothing to mutate: none of the tests has a cluster with an"
                    + " AuthenticationConfiguration");
        }
        Map<String, List<AuthenticationMutations.Mutated>> mutated = new TreeMap<>();
        asWritten
                .seen()
                .forEach(file ->
                        mutated.put(file, AuthenticationMutations.of(AuthenticationFile.read(file), audiences)));
        check.accept(mutated.values().stream().mapToInt(List::size).sum());
        List<TriedMutant> tried = new ArrayList<>();
        mutated.forEach((file, ofFile) -> ofFile.forEach(mutant -> tryOne(file, mutant, tried)));
        return tried;
    }

    /** Leaves out what an API server does not accept: nobody can have it. */
    private void tryOne(String file, AuthenticationMutations.Mutated mutated, List<TriedMutant> tried) {
        AuthenticationInForce inForce =
                new AuthenticationInForce(file, mutated.configuration().toString());
        List<String> failures = run(inForce);
        if (!inForce.isMade()) {
            throw new IllegalStateException("This mutant was never read, so nothing is known about it: "
                    + mutated.mutant() + ". The tests started no cluster in the later run");
        }
        if (failures.stream().noneMatch(failure -> failure.contains(NOT_ACCEPTED))) {
            tried.add(new TriedMutant(
                    new MutantResult(mutated.mutant(), MutantResult.Status.UNDECIDED, List.of(), null),
                    failures,
                    Optional.empty()));
        }
    }

    /** A session for each, which ends its cluster. */
    private List<String> run(AuthenticationInForce inForce) {
        try (TrialSession session = new TrialSession(testClasses, parameters)) {
            session.put(AuthenticationMutator.class, inForce);
            return session.run();
        }
    }
}
