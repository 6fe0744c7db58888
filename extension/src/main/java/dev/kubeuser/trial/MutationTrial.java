package dev.kubeuser.trial;

import dev.kubeuser.coverage.MutantResult;
import dev.kubeuser.coverage.internal.RunAnalysis;
import dev.kubeuser.coverage.internal.RunRecord;
import dev.kubeuser.internal.jupiter.MutantInForce;
import dev.kubeuser.internal.settings.Setting;
import dev.kubeuser.session.internal.ReportSink;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs tests on their policy with each mistake really in it, one after the other, on a cluster of their own.
 *
 * <p>The report decides about mutants by replaying what assertions asked, which takes milliseconds. This takes the time of
 * the tests for each mutant, and knows more: a test may fail for a request that it makes, and not only for an assertion.
 *
 * <pre>{@code
 * List<TriedMutant> mutants = MutationTrial.of(DevelopersTest.class).run();
 * assertThat(mutants).allMatch(TriedMutant::isKilled);
 * }</pre>
 *
 * <p>It needs {@code org.junit.platform:junit-platform-launcher} among the test dependencies. As a command it is
 *
 * <pre>{@code java -cp ... dev.kubeuser.trial.MutationTrial com.example.DevelopersTest...}</pre>
 */
public final class MutationTrial {

    private final List<Class<?>> testClasses;
    private final Map<String, String> parameters;

    private MutationTrial(List<Class<?>> testClasses, Map<String, String> parameters) {
        this.testClasses = testClasses;
        this.parameters = parameters;
    }

    /**
     * {@return a trial of the tests of classes}
     *
     * @param testClasses with {@code @KubeManifests} each, or none of their policies is under test
     */
    public static MutationTrial of(Class<?>... testClasses) {
        return new MutationTrial(List.of(testClasses), Map.of());
    }

    /**
     * {@return the same with a JUnit configuration parameter, beside those of {@code junit-platform.properties}}
     *
     * @param key for example {@code kubeuser.cluster}
     * @param value of it
     */
    public MutationTrial with(String key, String value) {
        return new MutationTrial(testClasses, parametersWith(key, value));
    }

    /**
     * Runs the tests once without a mistake, and then once with each.
     *
     * @return the mutants in the order of the policy
     * @throws IllegalStateException if a test fails without a mistake, no policy is under test, or tests apply another one
     *     the next time
     */
    public List<TriedMutant> run() {
        List<MutantResult> judged = RunAnalysis.of(runRecord()).mutations().results();
        if (judged.isEmpty()) {
            throw new IllegalStateException("There is nothing to make mistakes in: none of " + names()
                    + " applies a Role or a binding by @KubeManifests");
        }
        Map<String, String> unreported = parametersWith(Setting.REPORT.key(), "off");
        List<TriedMutant> tried = new ArrayList<>();
        try (TrialSession session = new TrialSession(testClasses, unreported)) {
            for (MutantResult mutant : judged) {
                MutantInForce inForce = new MutantInForce(mutant.mutant());
                session.put(inForce);
                tried.add(new TriedMutant(mutant, session.run()));
                requireMade(inForce);
            }
        }
        return tried;
    }

    private void requireMade(MutantInForce inForce) {
        if (!inForce.made().get()) {
            throw new IllegalStateException("A mistake could not be made, so that nothing can be said about it: "
                    + inForce.mutant() + ". The tests of " + names() + " applied that policy when it had no mistake,"
                    + " and not afterwards");
        }
    }

    private Map<String, String> parametersWith(String key, String value) {
        Map<String, String> more = new HashMap<>(parameters);
        more.put(key, value);
        return more;
    }

    /** Of the policy as it is; there once the session has ended. Recorded also where reports are off. */
    private RunRecord runRecord() {
        ReportSink gathered = ReportSink.unwritten();
        try (TrialSession session = new TrialSession(testClasses, parametersWith(Setting.REPORT.key(), "unwritten"))) {
            session.put(new MutantInForce(null));
            session.put(gathered);
            List<String> failures = session.run();
            if (!failures.isEmpty()) {
                throw new IllegalStateException(
                        "Tests have to pass before mistakes are made, but of " + names() + " failed: " + failures);
            }
        }
        return gathered.runRecord();
    }

    private List<String> names() {
        return testClasses.stream().map(Class::getName).toList();
    }

    /**
     * Runs the command, which prints each mutant; ends with exit code 1 and one sentence if it cannot be done, and with 2
     * if a mutant survived that is not equivalent.
     *
     * @param classNames of tests
     */
    public static void main(String... classNames) {
        try {
            System.exit(new TrialCommand(System.out).run(List.of(classNames)) ? 0 : 2);
        } catch (IllegalStateException | IllegalArgumentException failure) {
            System.err.println("kubeuser: " + failure.getMessage());
            System.exit(1);
        }
    }
}
