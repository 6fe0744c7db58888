// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.trial;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.get;

import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeUser;
import dev.kubeuser.KubeVersions;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.kinds.NeedsVersions;
import dev.kubeuser.kinds.OnEachJUnit;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.query.AccessQuery;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.testkit.SessionStores;
import dev.kubeuser.trial.RbacTrial.Tried;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mutants of a class that runs on several versions of Kubernetes: each is in force on each of them. */
@RunsOnce
@OnEachJUnit
@NeedsVersions({"1.34", "1.37"})
@SessionStores.Needed
class TrialOnVersionsTest {

    private static final String READS = "developers_read_pods_and_one_secret(KubeAccess)";

    @TempDir
    private Path report;

    private List<Tried> tried(Class<?> testClass) throws IOException {
        return RbacTrial.of(testClass, Map.of("kubeuser.cluster", "embedded"), report);
    }

    @KubeVersions({"1.34", "1.37"})
    static class Readers extends RbacTrialTest.Readers {}

    @Test
    void a_mutant_is_tried_on_each_version() throws IOException {
        List<Tried> tried = tried(Readers.class);
        assertThat(tried).allMatch(Tried::isAgreed);
        assertThat(tried)
                .filteredOn(mutant -> mutant.toString().contains("for objects of all names"))
                .singleElement()
                .satisfies(mutant -> assertThat(mutant.failures())
                        .satisfiesExactly(
                                failure -> assertThat(failure).startsWith(READS + " on Kubernetes 1.34: "),
                                failure -> assertThat(failure).startsWith(READS + " on Kubernetes 1.37: ")));
    }

    @KubeVersions({"1.34", "1.37"})
    @KubeManifests(value = "classpath:proof/trial-exec.yaml", createNamespaces = true)
    @KubeUser("alice")
    static class Shells {
        @Test
        void alice_opens_a_shell(KubeAccess alice) {
            assertThat(alice).can(get("pods/exec").in("trial-exec"));
            if (ServerFeature.CREATE_FOR_STREAMS.isIn(alice.cluster().version())) {
                assertThat(alice).can(AccessQuery.create("pods/exec").in("trial-exec"));
            }
        }
    }

    @Test
    void a_mutant_is_killed_that_is_noticed_on_one_version() throws IOException {
        List<Tried> tried = tried(Shells.class);
        assertThat(tried).allMatch(Tried::isAgreed);
        assertThat(tried)
                .filteredOn(mutant -> mutant.toString().contains("create"))
                .singleElement()
                .satisfies(mutant -> assertThat(mutant.failures())
                        .singleElement()
                        .asString()
                        .startsWith("alice_opens_a_shell(KubeAccess) on Kubernetes 1.37: "));
    }
}
