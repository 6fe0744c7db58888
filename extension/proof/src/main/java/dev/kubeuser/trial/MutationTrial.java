package dev.kubeuser.trial;

import dev.kubeuser.analysis.internal.RunAnalysis;
import dev.kubeuser.coverage.Suggestion;
import dev.kubeuser.jupiter.internal.PolicyMutator;
import dev.kubeuser.mutants.MutantResult;
import dev.kubeuser.report.internal.RunReport;
import dev.kubeuser.run.internal.RunListener;
import dev.kubeuser.settings.internal.ReportDestination;
import dev.kubeuser.settings.internal.Setting;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apiguardian.api.API;

/**
 * Runs tests against each mutant of their policy, one mutant after the other, on a separate cluster.
 *
 * <p>The report only replays assertions, which takes milliseconds. A trial runs the tests once per mutant, so it also
 * finds tests that fail because of a request they send.
 *
 * <pre>{@code
 * List<TriedMutant> mutants = MutationTrial.of(DevelopersTest.class).run();
 * assertThat(mutants).allMatch(TriedMutant::isKilled);
 * }</pre>
 *
 * <p>Immutable and thread-safe, but run one trial at a time: the tests of two would share what is static.
 *
 * <p>It needs the test dependency {@code org.junit.platform:junit-platform-launcher}. To run it as a command:
 *
 * <pre>{@code java -cp ... dev.kubeuser.trial.MutationTrial [--admission] com.example.DevelopersTest...}</pre>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class MutationTrial {

    private final List<Class<?>> testClasses;
    private final Map<String, String> parameters;
    private final boolean isOfAdmission;
    private final OptionalInt most;

    private MutationTrial(
            List<Class<?>> testClasses, Map<String, String> parameters, boolean isOfAdmission, OptionalInt most) {
        this.testClasses = testClasses;
        this.parameters = parameters;
        this.isOfAdmission = isOfAdmission;
        this.most = most;
    }

    /**
     * {@return a trial of the tests in some classes}
     *
     * @param testClasses the test classes; a policy is under test only if {@code @KubeManifests} applies it
     */
    public static MutationTrial of(Class<?>... testClasses) {
        return new MutationTrial(List.of(testClasses), Map.of(), false, OptionalInt.empty());
    }

    /**
     * {@return the same trial with one more JUnit configuration parameter besides {@code junit-platform.properties}}
     *
     * @param key the name, for example {@code kubeuser.cluster}
     * @param value the value
     */
    public MutationTrial with(String key, String value) {
        return new MutationTrial(testClasses, parametersWith(key, value), isOfAdmission, most);
    }

    /**
     * {@return a trial of the same tests against the mutants of their policies of admission, and not of their roles}: of
     * ValidatingAdmissionPolicies, MutatingAdmissionPolicies, their bindings and parameters, and the labels of namespaces for
     * Pod Security, as {@code @KubeManifests} applies them.
     *
     * <p>A class runs on the mutants of what it applies, by itself, so its tests must pass without those of other classes. Two
     * clusters of the same kind take turns, so that one removes the last policy while the other has the next.
     */
    public MutationTrial ofAdmission() {
        return new MutationTrial(testClasses, parameters, true, most);
    }

    /**
     * {@return the same trial, which runs no mutant if there are more than this}
     *
     * @param mutants how many there may be; by default any number
     * @throws IllegalArgumentException if it is not positive
     */
    public MutationTrial atMost(int mutants) {
        if (mutants < 1) {
            throw new IllegalArgumentException("a trial of at most " + mutants + " mutants tries none");
        }
        return new MutationTrial(testClasses, parameters, isOfAdmission, OptionalInt.of(mutants));
    }

    /**
     * Runs the tests once on the policy as written, then once per mutant.
     *
     * @return the mutants in the order of the policy
     * @throws IllegalStateException if a test fails on the policy as written, no policy is under test, there are more
     *     mutants than there may be, or the tests apply a different policy in a later run
     */
    public List<TriedMutant> run() {
        if (isOfAdmission) {
            return new AdmissionTrial(testClasses, parametersWith(Setting.REPORT.key(), "off")).run(this::requireFew);
        }
        List<MutantResult> judged = analysis().mutations().results();
        if (judged.isEmpty()) {
            throw new IllegalStateException("There is nothing to mutate: none of " + names()
                    + " applies a Role or a binding by @KubeManifests");
        }
        requireFew(judged.size());
        Map<String, String> unreported = parametersWith(Setting.REPORT.key(), "off");
        List<TriedMutant> tried = new ArrayList<>();
        try (TrialSession session = new TrialSession(testClasses, unreported)) {
            for (MutantResult mutant : judged) {
                MutantInForce inForce = new MutantInForce(mutant.mutant());
                session.put(PolicyMutator.class, inForce);
                tried.add(tried(mutant, session.run()));
                requireMade(inForce);
            }
        }
        return tried;
    }

    private static TriedMutant tried(MutantResult mutant, List<String> failures) {
        Optional<String> assertion = Optional.ofNullable(mutant.suggestion())
                .filter(suggestion -> failures.isEmpty())
                .map(Suggestion::source);
        return new TriedMutant(mutant, failures, assertion);
    }

    private void requireFew(int mutants) {
        int allowed = most.orElse(Integer.MAX_VALUE);
        if (mutants > allowed) {
            throw new IllegalStateException("There are " + mutants + " mutants, and a trial of at most " + allowed
                    + " tries none of them. To try all, add atMost(" + mutants
                    + "); to have fewer, name fewer test classes");
        }
    }

    private void requireMade(MutantInForce inForce) {
        if (!inForce.made().get()) {
            throw new IllegalStateException("This mutant was never applied, so nothing is known about it: "
                    + inForce.mutant() + ". The tests of " + names() + " applied that policy before it was mutated,"
                    + " and not afterwards");
        }
    }

    private Map<String, String> parametersWith(String key, String value) {
        Map<String, String> more = new HashMap<>(parameters);
        more.put(key, value);
        return more;
    }

    /** Runs the tests on the policy as written and analyses what was recorded, even if reports are off. */
    private RunAnalysis analysis() {
        ReportDestination.Unwritten unwritten = new ReportDestination.Unwritten();
        RunReport gathered = RunReport.unwritten();
        try (TrialSession session = new TrialSession(testClasses, parametersWith(Setting.REPORT.key(), "off"))) {
            session.put(PolicyMutator.class, new MutantInForce(null));
            session.put(ReportDestination.Unwritten.class, unwritten);
            session.put(RunListener.class, gathered);
            List<String> failures = session.run();
            if (!failures.isEmpty()) {
                throw new IllegalStateException(
                        "Tests must pass before their policy is mutated, but of " + names() + " failed: " + failures);
            }
        }
        return gathered.analysis();
    }

    private List<String> names() {
        return testClasses.stream().map(Class::getName).toList();
    }

    /**
     * Prints each mutant and exits: 0 if all are killed or equivalent, 2 if any survives, 1 with one sentence if the
     * trial cannot run.
     *
     * @param arguments the names of the test classes; before them {@code --admission} for {@link #ofAdmission()}
     */
    public static void main(String... arguments) {
        try {
            System.exit(new TrialCommand(System.out).run(List.of(arguments)) ? 0 : 2);
        } catch (IllegalStateException | IllegalArgumentException failure) {
            System.err.println("kubeuser: " + failure.getMessage());
            System.exit(1);
        }
    }
}
