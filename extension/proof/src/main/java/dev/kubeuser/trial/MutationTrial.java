package dev.kubeuser.trial;

import dev.kubeuser.settings.internal.Setting;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.apiguardian.api.API;

/**
 * Runs tests against each mutant of their policies of admission, one mutant after the other, on clusters of its own: of
 * ValidatingAdmissionPolicies, MutatingAdmissionPolicies, their bindings and parameters, and the labels of namespaces for
 * Pod Security, as {@code @KubeManifests} applies them. Mutants of roles and bindings are in the report.
 *
 * <pre>{@code
 * List<TriedMutant> mutants = MutationTrial.ofAdmission(ReleaseOnlyTest.class).run();
 * assertThat(mutants).allMatch(TriedMutant::isKilled);
 * }</pre>
 *
 * <p>A class runs on the mutants of what it applies, by itself, so its tests must pass without those of other classes. Two
 * clusters of the same kind take turns, so that one removes the last policy while the other has the next.
 *
 * <p>Immutable and thread-safe, but run one trial at a time: the tests of two would share what is static.
 *
 * <p>It needs the test dependency {@code org.junit.platform:junit-platform-launcher}. To run it as a command:
 *
 * <pre>{@code java -cp ... dev.kubeuser.trial.MutationTrial com.example.ReleaseOnlyTest...}</pre>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class MutationTrial {

    private final List<Class<?>> testClasses;
    private final Map<String, String> parameters;
    private final OptionalInt most;

    private MutationTrial(List<Class<?>> testClasses, Map<String, String> parameters, OptionalInt most) {
        this.testClasses = testClasses;
        this.parameters = parameters;
        this.most = most;
    }

    /**
     * {@return a trial of the tests in some classes}
     *
     * @param testClasses the test classes; a policy is under test only if {@code @KubeManifests} applies it
     */
    public static MutationTrial ofAdmission(Class<?>... testClasses) {
        return new MutationTrial(List.of(testClasses), Map.of(), OptionalInt.empty());
    }

    /**
     * {@return the same trial with one more JUnit configuration parameter besides {@code junit-platform.properties}}
     *
     * @param key the name, for example {@code kubeuser.cluster}
     * @param value the value
     */
    public MutationTrial with(String key, String value) {
        return new MutationTrial(testClasses, parametersWith(key, value), most);
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
        return new MutationTrial(testClasses, parameters, OptionalInt.of(mutants));
    }

    /**
     * Runs the tests once on the policies as written, then once per mutant.
     *
     * @return the mutants in the order of the policies
     * @throws IllegalStateException if a test fails on the policies as written, no policy of admission is under test, there
     *     are more mutants than there may be, or the tests apply a different policy in a later run
     */
    public List<TriedMutant> run() {
        return new AdmissionTrial(testClasses, parametersWith(Setting.REPORT.key(), "off")).run(this::requireFew);
    }

    private void requireFew(int mutants) {
        int allowed = most.orElse(Integer.MAX_VALUE);
        if (mutants > allowed) {
            throw new IllegalStateException("There are " + mutants + " mutants, and a trial of at most " + allowed
                    + " tries none of them. To try all, add atMost(" + mutants
                    + "); to have fewer, name fewer test classes");
        }
    }

    private Map<String, String> parametersWith(String key, String value) {
        Map<String, String> more = new HashMap<>(parameters);
        more.put(key, value);
        return more;
    }

    /**
     * Prints each mutant and exits: 0 if all are killed, 2 if any survives, 1 with one sentence if the trial cannot run.
     *
     * @param classNames the names of the test classes
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
