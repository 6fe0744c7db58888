package dev.kubeuser.benchmarks;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;

import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.dryrun.Write;
import dev.kubeuser.manifest.Manifests;
import org.junit.jupiter.api.Test;

/** The tests of the policies in {@code trial.yaml}, which notice half of the mistakes. */
@KubeManifests("classpath:dev/kubeuser/benchmarks/trial.yaml")
@KubeUser(value = "bob", groups = "developers")
@KubeUser(
        value = "carol",
        groups = {"developers", "release"})
class TrialCase {

    private static final int EACH = 4;

    @Test
    void long_values_are_refused(@KubeUser("bob") KubeAccess bob) {
        assertThat(bob).can(create("plain", "short"));
        for (int policy = 1; policy <= EACH; policy++) {
            for (int number = 1; number <= EACH; number++) {
                assertThat(bob)
                        .cannot(create("key" + policy + number, "much too long"))
                        .deniedBy("ValidatingAdmissionPolicy bench-" + policy);
            }
        }
    }

    @Test
    void releases_may_have_locks(@KubeUser("carol") KubeAccess carol) {
        for (int policy = 1; policy <= EACH; policy++) {
            for (int number = 1; number <= EACH; number++) {
                assertThat(carol).can(create("lock" + policy + number, "set"));
            }
        }
    }

    private static Write create(String key, String value) {
        String object =
                "{apiVersion: v1, kind: ConfigMap, metadata: {name: bench}, data: {" + key + ": " + value + "}}";
        return Write.create(Manifests.parse("bench.yaml", object)).in("trial-bench");
    }
}
