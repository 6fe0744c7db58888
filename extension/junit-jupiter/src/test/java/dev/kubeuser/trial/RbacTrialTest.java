// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.trial;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.get;
import static dev.kubeuser.query.AccessQuery.list;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeNamespace;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.kinds.Kind;
import dev.kubeuser.kinds.OnEachJUnit;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.query.AccessQuery;
import dev.kubeuser.testkit.SessionStores;
import dev.kubeuser.trial.RbacTrial.Tried;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Mutants that really are in force while tests run: the tests notice those that we judge as killed, and no others. */
@RunsOn(except = Kind.EXISTING, because = "a mutant is not for a cluster that others use")
@SessionStores.Needed
class RbacTrialTest {

    @TempDir
    private Path report;

    @KubeManifests(value = "classpath:proof/trial.yaml", createNamespaces = true)
    @KubeUser(value = "alice", groups = "trial-test-developers")
    @KubeUser("bob")
    static class Readers {
        @Test
        void developers_read_pods_and_one_secret(@KubeUser("alice") KubeAccess alice) {
            assertThat(alice).can(get("pods").in("trial-test"));
            assertThat(alice).can(get("secrets").named("db").in("trial-test"));
            assertThat(alice).cannot(get("secrets").named("other").in("trial-test"));
        }

        @Test
        void others_list_no_pods(@KubeUser("bob") KubeAccess bob) {
            assertThat(bob).cannot(list("pods").in("trial-test"));
        }
    }

    @Test
    @OnEachJUnit
    void tests_notice_what_is_judged_as_killed() throws IOException {
        List<Tried> tried = RbacTrial.of(Readers.class, report);

        assertThat(tried).allMatch(Tried::isAgreed);
        assertThat(tried).extracting(Tried::isKilled).contains(true, false);
        assertThat(tried)
                .filteredOn(mutant -> mutant.toString().contains("for objects of all names"))
                .singleElement()
                .satisfies(mutant -> assertThat(mutant.failures())
                        .singleElement()
                        .asString()
                        .startsWith("developers_read_pods_and_one_secret")
                        .contains("not to be allowed to get secrets \"other\" in namespace \"trial-test\""));
    }

    @KubeNamespace
    @KubeManifests("classpath:proof/trial-own.yaml")
    @KubeUser("alice")
    static class Owner {
        @Test
        void sees_the_namespace(KubeAccess alice, @KubeNamespace String namespace) {
            assertThat(alice).can(get("namespaces").named(namespace));
        }
    }

    /** Everything in it has another name each time. */
    @Test
    void of_what_is_named_by_a_namespace_that_is_made_for_the_test() throws IOException {
        List<Tried> tried = RbacTrial.of(Owner.class, report);

        assertThat(tried).allMatch(Tried::isAgreed);
        assertThat(tried)
                .filteredOn(Tried::isKilled)
                .extracting(Tried::toString)
                .anyMatch(mutant -> mutant.contains("without the name \"${kubeuser.namespace}\""))
                .noneMatch(mutant -> mutant.contains("-old"));
    }

    @KubeManifests("classpath:proof/trial-of-the-cluster.yaml")
    @KubeUser("alice")
    static class BoundToARoleOfTheCluster {

        private static final AccessQuery READING = get("configmaps").named("extension-apiserver-authentication");

        @Test
        void reads_in_one_namespace_only(KubeAccess alice) {
            assertThat(alice).can(READING.in("kube-system"));
            assertThat(alice).cannot(READING.in("default"));
        }
    }

    /** The binding is moved with what its Role allows, though that is not under test. */
    @Test
    void of_bindings_of_Roles_that_the_cluster_has() throws IOException {
        assertThat(RbacTrial.of(BoundToARoleOfTheCluster.class, report))
                .allMatch(Tried::isAgreed)
                .filteredOn(Tried::isKilled)
                .extracting(Tried::toString)
                .anyMatch(mutant -> mutant.contains("is a ClusterRoleBinding"))
                .anyMatch(mutant -> mutant.contains("is in the namespace default"));
    }

    @KubeManifests(value = "classpath:proof/trial.yaml", createNamespaces = true)
    @KubeUser(value = "alice", groups = "trial-test-developers")
    static class Skipping {
        @Test
        void is_skipped() {
            Assumptions.abort("not here");
        }

        @Test
        void developers_list_pods(@KubeUser("alice") KubeAccess alice) {
            assertThat(alice).can(list("pods").in("trial-test"));
        }
    }

    @Test
    @OnEachJUnit
    void tests_that_are_skipped_notice_nothing() throws IOException {
        List<Tried> tried = RbacTrial.of(Skipping.class, report);
        assertThat(tried).allMatch(Tried::isAgreed);
        assertThat(tried).extracting(Tried::isKilled).contains(true, false);
    }

    @KubeManifests(value = "classpath:proof/requests.yaml", createNamespaces = true)
    @KubeUser(value = "rose", groups = "requests-test")
    static class WritingRoles {
        @Test
        void roles_are_not_written(KubeAccess rose) {
            assertThat(rose.request(
                            "POST",
                            "/apis/rbac.authorization.k8s.io/v1/namespaces/requests-test/roles?dryRun=All",
                            """
                            {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": {"name": "x"},
                             "rules": [{"apiGroups": ["example.com"], "resources": ["things"], "verbs": ["get"]}]}"""))
                    .isForbidden();
        }
    }

    /** Who may write roles is still refused one with more rights than the own, so that no replay can tell. */
    @Test
    void what_is_refused_by_anybody_is_never_taken_for_noticed() throws IOException {
        List<Tried> tried = RbacTrial.of(WritingRoles.class, report);
        assertThat(tried)
                .filteredOn(Tried::isKilled)
                .extracting(Tried::toString)
                .singleElement()
                .asString()
                .startsWith("killed, but judged otherwise: RoleBinding requests-test of ClusterRole cluster-admin");
        assertThat(tried).filteredOn(mutant -> !mutant.isKilled()).allMatch(Tried::isAgreed);
    }

    @Execution(ExecutionMode.SAME_THREAD)
    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    static class EndsInAnotherOrder {
        @Test
        @Order(1)
        void lists_secrets() {
            Assertions.fail("denied");
        }

        @Test
        @Order(2)
        void lists_nothing() {}

        @Test
        @Order(3)
        void lists_pods() {
            Assertions.fail("denied too");
        }
    }

    /** Two trials of the same tests say the same. */
    @Test
    @OnEachJUnit
    void failures_are_sorted_whichever_test_ends_first() {
        try (TrialSession session = new TrialSession(Map.of())) {
            assertThat(session.run(EndsInAnotherOrder.class, (admin, manifests, namespace, own) -> manifests))
                    .containsExactly("lists_pods(): denied too", "lists_secrets(): denied");
        }
    }
}
