package dev.kubeuser.benchmarks;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;

import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.question.Write;
import org.junit.jupiter.api.Test;

/** The tests of a policy, which notice two thirds of its mutants. */
@KubeUser(value = "bob", groups = "developers")
@KubeUser(
        value = "carol",
        groups = {"developers", "release"})
abstract class TrialCase {

    static final String NAMESPACE = "classpath:dev/kubeuser/benchmarks/trial.yaml";

    private static final int EACH = 4;

    private final int policy;

    private TrialCase(int policy) {
        this.policy = policy;
    }

    @KubeManifests({TrialCase.NAMESPACE, "classpath:dev/kubeuser/benchmarks/trial-1.yaml"})
    static class First extends TrialCase {

        First() {
            super(1);
        }
    }

    @KubeManifests({TrialCase.NAMESPACE, "classpath:dev/kubeuser/benchmarks/trial-2.yaml"})
    static class Second extends TrialCase {

        Second() {
            super(2);
        }
    }

    @KubeManifests({TrialCase.NAMESPACE, "classpath:dev/kubeuser/benchmarks/trial-3.yaml"})
    static class Third extends TrialCase {

        Third() {
            super(3);
        }
    }

    @KubeManifests({TrialCase.NAMESPACE, "classpath:dev/kubeuser/benchmarks/trial-4.yaml"})
    static class Fourth extends TrialCase {

        Fourth() {
            super(4);
        }
    }

    @Test
    void long_values_are_refused(@KubeUser("bob") KubeAccess bob) {
        assertThat(bob).can(create("plain", "short"));
        for (int number = 1; number <= EACH; number++) {
            assertThat(bob)
                    .cannot(create("key" + policy + number, "much too long"))
                    .deniedBy("ValidatingAdmissionPolicy bench-" + policy);
        }
    }

    @Test
    void releases_may_have_locks(@KubeUser("carol") KubeAccess carol) {
        for (int number = 1; number <= EACH; number++) {
            assertThat(carol).can(create("lock" + policy + number, "set"));
        }
    }

    private static Write create(String key, String value) {
        String object =
                "{apiVersion: v1, kind: ConfigMap, metadata: {name: bench}, data: {" + key + ": " + value + "}}";
        return Write.create(Manifests.parse("bench.yaml", object)).in("trial-bench");
    }
}
