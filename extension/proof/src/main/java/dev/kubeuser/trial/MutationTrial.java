// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.trial;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.analysis.internal.AdmissionMutations;
import dev.kubeuser.analysis.internal.Mutation;
import dev.kubeuser.analysis.internal.Mutation.Mutant;
import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.junit.internal.PolicyMutator;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.run.internal.OwnNamespaces;
import dev.kubeuser.run.internal.Setting;
import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/**
 * Runs tests against each mutant of their admission policies, one mutant after the other, on clusters of its own: of
 * ValidatingAdmissionPolicies, MutatingAdmissionPolicies, their bindings and parameters, and the labels of namespaces
 * for Pod Security, as {@code @KubeManifests} applies them. Mutants of roles and bindings are in the report.
 *
 * <pre>{@code
 * List<TriedMutant> mutants = MutationTrial.ofAdmission(ReleaseOnlyTest.class).run();
 * assertThat(mutants).allMatch(TriedMutant::isKilled);
 * }</pre>
 *
 * <p>Each class is run alone, on mutants of the objects that it applies, so its tests must pass without other classes.
 * Two clusters of the same kind take turns: one removes the last policy while the other has the next.
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
    public MutationTrial setting(String key, String value) {
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
     * @throws IllegalStateException if a test fails on the policies as written, no admission policy is under test,
     *     there are more mutants than there may be, or the tests apply a different policy in a later run
     */
    public List<TriedMutant> run() {
        Map<String, String> unreported = parametersWith(Setting.REPORT.key(), "off");
        try (TrialSession first = new TrialSession(unreported);
                TrialSession second = new TrialSession(unreported)) {
            Map<Class<?>, TrialRun> asWritten = asWritten(first);
            List<Mutation> mutants = mutants(asWritten.values());
            requireNotTooMany(mutants.size());
            OwnNamespaces own =
                    asWritten.values().stream().map(TrialRun::own).reduce(OwnNamespaces.none(), OwnNamespaces::with);
            // The namespaces of the last tests need longer to go than the tests of a mutant take: meanwhile the other
            // works.
            Deque<TrialSession> turns = new ArrayDeque<>(List.of(second, first));
            List<TriedMutant> tried = new ArrayList<>();
            for (Mutation mutation : mutants) {
                tryOne(mutation, own, asWritten, turns).ifPresent(tried::add);
            }
            return tried;
        }
    }

    /** Runs each class by itself, as on the mutants. */
    private Map<Class<?>, TrialRun> asWritten(TrialSession session) {
        Map<Class<?>, TrialRun> asWritten = new LinkedHashMap<>();
        List<String> failures = new ArrayList<>();
        for (Class<?> testClass : testClasses) {
            TrialRun run = new TrialRun(null, OwnNamespaces.none());
            failures.addAll(session.run(testClass, run));
            asWritten.put(testClass, run);
        }
        if (!failures.isEmpty()) {
            throw new IllegalStateException(
                    "Tests must pass before their policies are mutated, but these failed: " + failures);
        }
        return asWritten;
    }

    private static List<Mutation> mutants(Collection<TrialRun> asWritten) {
        Map<String, ManifestObject> applied = new TreeMap<>();
        asWritten.forEach(run -> applied.putAll(run.applied()));
        List<Mutation> mutants = AdmissionMutations.of(List.copyOf(applied.values()));
        if (mutants.isEmpty()) {
            throw new IllegalStateException("There is nothing to mutate: none of the tests applies an admission"
                    + " policy, a binding of one or a namespace with Pod Security by @KubeManifests");
        }
        return mutants;
    }

    /**
     * Runs the classes that apply what is mutated. Returns nothing if the API server rejects it, because no cluster can
     * have it then.
     */
    private static Optional<TriedMutant> tryOne(
            Mutation mutation, OwnNamespaces own, Map<Class<?>, TrialRun> asWritten, Deque<TrialSession> turns) {
        ManifestObject object = mutation.source();
        String written = own.written(object.toString());
        Mutant mutant = mutation.asMutant(own);
        List<String> failures = new ArrayList<>();
        for (Map.Entry<Class<?>, TrialRun> ofClass : asWritten.entrySet()) {
            if (!ofClass.getValue().applied().containsKey(written)) {
                continue;
            }
            TrialRun run = new TrialRun(mutation, own);
            TrialSession session = turns.remove();
            turns.add(session);
            List<String> failed = session.run(ofClass.getKey(), run);
            if (!run.applied().containsKey(written)) {
                throw new IllegalStateException("This mutant was never applied, so nothing is known about it: " + mutant
                        + ". The tests applied other manifests in the later run");
            }
            String refused =
                    run.real("applying " + object.kind() + " " + object.name() + " was refused by the API server");
            if (failed.stream().anyMatch(failure -> failure.contains(refused))) {
                return Optional.empty();
            }
            failures.addAll(failed);
        }
        return Optional.of(new TriedMutant(mutant, failures.stream().sorted().toList()));
    }

    private void requireNotTooMany(int mutants) {
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
     * Prints each mutant and exits: 0 if all are killed, 2 if any survives, 1 with one sentence if the trial cannot
     * run.
     *
     * @param classNames the names of the test classes
     */
    @API(status = API.Status.INTERNAL)
    public static void main(String... classNames) {
        try {
            System.exit(print(of(List.of(classNames)).run(), System.out) ? 0 : 2);
        } catch (IllegalStateException | IllegalArgumentException failure) {
            System.err.println("kubeuser: " + failure.getMessage());
            System.exit(1);
        }
    }

    static MutationTrial of(List<String> classNames) {
        if (classNames.isEmpty()) {
            throw new IllegalArgumentException("name test classes, for example com.example.ReleaseOnlyTest");
        }
        List<Class<?>> testClasses = new ArrayList<>();
        for (String name : classNames) {
            try {
                testClasses.add(
                        Class.forName(name, false, Thread.currentThread().getContextClassLoader()));
            } catch (ClassNotFoundException missing) {
                throw new IllegalArgumentException("there is no class " + name + " on the class path", missing);
            }
        }
        return ofAdmission(testClasses.toArray(Class<?>[]::new));
    }

    /** Returns whether all were killed. */
    static boolean print(List<TriedMutant> tried, PrintStream out) {
        tried.forEach(mutant -> out.println("kubeuser: " + mutant));
        long survivors = tried.stream().filter(mutant -> !mutant.isKilled()).count();
        out.println("kubeuser: " + survivors + " of " + tried.size() + " mutants survived");
        return survivors == 0;
    }

    /** One run of the tests of a class, as its policies are written or with a mutant in force. Thread-safe. */
    private static final class TrialRun implements PolicyMutator {

        private final @Nullable Mutation mutation;
        private final OwnNamespaces ofMutated;
        private final Map<String, ManifestObject> applied = new HashMap<>();
        private OwnNamespaces own = OwnNamespaces.none();

        /**
         * Creates a run that nothing was applied in yet.
         *
         * @param mutation what is changed; {@code null} for nothing
         * @param ofMutated the namespaces made for tests that it names; they have another name in each run
         */
        TrialRun(@Nullable Mutation mutation, OwnNamespaces ofMutated) {
            this.mutation = mutation;
            this.ofMutated = ofMutated;
        }

        @Override
        public synchronized Manifests mutate(
                KubeAccess admin, Manifests manifests, String namespace, OwnNamespaces declared) {
            if (ManagedCluster.of(admin.cluster()).isOfOthers()) {
                throw new ExtensionConfigurationException(
                        "A mutant is not for a cluster that others use: try mutants on a"
                                + " cluster of their own, with " + Setting.CLUSTER.key() + "=embedded or k3s");
            }
            own = own.with(declared);
            Manifests changed = manifests;
            for (ManifestObject object : manifests.objects()) {
                String written = declared.written(object.toString());
                applied.put(written, object);
                if (mutation != null
                        && written.equals(ofMutated.written(mutation.source().toString()))) {
                    changed = changed.replacing(object, replacement(mutation));
                }
            }
            return changed;
        }

        private List<JsonObject> replacement(Mutation mutation) {
            return mutation.replacement().stream()
                    .map(json -> JsonParser.parseString(real(json.toString())).getAsJsonObject())
                    .toList();
        }

        /** A text on what is mutated, with the names of this run. */
        synchronized String real(String text) {
            String real = ofMutated.written(text);
            for (String name : own.declared().keySet()) {
                real = real.replace(own.written(name), name);
            }
            return real;
        }

        /** The objects that tests applied, by kind, name, file and line as in manifests. */
        synchronized Map<String, ManifestObject> applied() {
            return Map.copyOf(applied);
        }

        synchronized OwnNamespaces own() {
            return own;
        }
    }
}
