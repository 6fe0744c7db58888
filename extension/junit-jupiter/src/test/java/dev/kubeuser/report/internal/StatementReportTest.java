// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.report.internal;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.create;
import static dev.kubeuser.query.AccessQuery.get;
import static dev.kubeuser.query.AccessQuery.list;
import static dev.kubeuser.rbac.Subject.group;
import static dev.kubeuser.testkit.ReportJson.number;
import static dev.kubeuser.testkit.ReportJson.objects;
import static dev.kubeuser.testkit.ReportJson.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.analysis.internal.Mutation.MutationOperator;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.query.AccessQuery;
import dev.kubeuser.question.ClusterPolicy;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.statement.EffectivePolicy;
import dev.kubeuser.testkit.ChildJvm;
import dev.kubeuser.testkit.ChildTest;
import dev.kubeuser.testkit.EngineRun;
import dev.kubeuser.testkit.ReportJson;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Statements about all requests count as tests. */
@RunsOnce
@SuppressWarnings("BadImport") // create and list are verbs of Kubernetes
class StatementReportTest {

    private static final String POLICY = "classpath:proof/policy.yaml";
    private static final String DEVELOPERS = "proof-test-developers";

    @TempDir
    private Path directory;

    private JsonObject report(int tests, Class<?>... classes) throws IOException {
        EngineRun.reporting(directory, classes).assertSuccessful(tests);
        return ReportJson.read(directory);
    }

    /** The operators of the mutants that a test kills. */
    private static List<String> killedBy(JsonObject report, String test) {
        return objects(report, "mutations")
                .filter(result -> objects(result, "killedBy")
                        .anyMatch(killer -> text(killer, "name").contains("> " + test)))
                .map(result -> MutationOperator.valueOf(text(result, "operator")))
                .sorted()
                .map(MutationOperator::name)
                .toList();
    }

    /** What its role allows, and that nobody else may. */
    @KubeManifests(value = POLICY, createNamespaces = true)
    static class Stated {

        @Test
        void developers_alone_read_pods(Cluster cluster) {
            assertThat(ClusterPolicy.inForce(cluster))
                    .onlyAllows(get("pods").in("proof-test"), list("pods").in("proof-test"))
                    .to(group(DEVELOPERS));
        }

        @Test
        void nobody_else_gets_pods(Cluster cluster) {
            assertThat(ClusterPolicy.inForce(cluster))
                    .nobodyBut(group(DEVELOPERS))
                    .canAny(get("pods").in("proof-test"));
        }

        @Test
        void nobody_creates_pods(Cluster cluster) {
            assertThat(ClusterPolicy.inForce(cluster))
                    .nobody()
                    .canAny(create("pods").in("proof-test"));
        }

        @Test
        void nobody_reads_secrets(Cluster cluster) {
            assertThat(ClusterPolicy.inForce(cluster))
                    .nobody()
                    .canAny(get("secrets").in("proof-test"));
        }

        @Test
        void developers_read_pods_nowhere_else(Cluster cluster) {
            assertThat(ClusterPolicy.inForce(cluster))
                    .nobody()
                    .canAny(list("pods").inAllNamespaces());
        }

        /** It fails, so it proves nothing. */
        @Test
        void a_statement_that_does_not_hold(Cluster cluster) {
            EffectivePolicy policy = ClusterPolicy.inForce(cluster);
            assertThatThrownBy(
                            () -> assertThat(policy).nobody().canAny(get("pods").in("proof-test")))
                    .isInstanceOf(AssertionError.class);
        }
    }

    @Test
    void a_statement_covers_what_it_needs_and_kills_what_it_does_not_hold_for() throws IOException {
        JsonObject report = report(6, Stated.class);

        assertThat(report.getAsJsonObject("permissions")).hasToString("{\"count\":2,\"total\":2,\"ratio\":1.0}");
        assertThat(report.getAsJsonObject("bindingsUsed")).hasToString("{\"count\":1,\"total\":1,\"ratio\":1.0}");
        assertThat(report.getAsJsonObject("mutants")).hasToString("{\"count\":12,\"total\":12,\"ratio\":1.0}");
        assertThat(killedBy(report, "developers_alone_read_pods"))
                .containsExactly(
                        "DROP_VERB", "DROP_VERB", "DROP_RULE", "DROP_BINDING", "MOVE_NAMESPACE", "ADD_AUTHENTICATED");
        assertThat(killedBy(report, "nobody_else_gets_pods")).containsExactly("ADD_AUTHENTICATED");
        assertThat(killedBy(report, "nobody_creates_pods"))
                .containsExactly("WIDEN_VERBS", "STRONGER_ROLE", "STRONGER_ROLE", "STRONGER_ROLE");
        assertThat(killedBy(report, "nobody_reads_secrets"))
                .containsExactly("WIDEN_RESOURCES", "STRONGER_ROLE", "STRONGER_ROLE", "STRONGER_ROLE");
        assertThat(killedBy(report, "developers_read_pods_nowhere_else")).containsExactly("MAKE_CLUSTER_WIDE");
        assertThat(killedBy(report, "a_statement_that_does_not_hold")).isEmpty();
        assertThat(ReportJson.pageTexts(directory))
                .anyMatch(text -> text.contains("Stated > developers_alone_read_pods"));
    }

    /** The files of the policy, without a cluster. */
    static class OfFiles {

        @Test
        void nobody_creates_pods() {
            assertThat(EffectivePolicy.of(Manifests.load(POLICY)))
                    .nobody()
                    .canAny(create("pods").in("proof-test"));
        }

        @Test
        void developers_get_pods() {
            assertThat(EffectivePolicy.of(Manifests.load(POLICY)))
                    .onlyAllows(get("pods").in("proof-test"))
                    .to(group(DEVELOPERS));
        }

        /** As its own reference it changes with the policy. */
        @Test
        void is_what_it_is() {
            EffectivePolicy policy = EffectivePolicy.of(Manifests.load(POLICY));
            assertThat(policy).isEquivalentTo(EffectivePolicy.of(Manifests.load(POLICY)));
        }

        /** Of a policy that is not under test. */
        @Test
        void another_policy_is_another_one() {
            assertThat(EffectivePolicy.of(Manifests.load("classpath:proof/shop.yaml")))
                    .nobodyBut(Subject.serviceAccount("ci", "installer"))
                    .canAny(AccessQuery.delete("nodes"));
        }
    }

    /** Applies them. */
    @KubeManifests(value = POLICY, createNamespaces = true)
    @KubeUser(value = "alice", groups = DEVELOPERS)
    static class Applied {

        @Test
        void developers_list_pods(KubeAccess alice) {
            assertThat(alice).can(list("pods").in("proof-test"));
        }
    }

    /** The files come first, and nobody listens yet. */
    public static class FilesFirst extends OfFiles {

        @Nested
        class ThenTheCluster extends Applied {}
    }

    private JsonObject reportOfJvms(Class<?>... classes) throws IOException, InterruptedException {
        Path report = directory.resolve("report");
        for (Class<?> test : classes) {
            try (ChildJvm child =
                    ChildTest.start(directory, test, "-Dkubeuser.report=" + report, "-Dkubeuser.build=one")) {
                assertThat(child.awaitEnd()).as(child.output()).isZero();
            }
        }
        return ReportJson.read(report);
    }

    @Test
    void a_statement_about_files_counts_for_the_cluster_that_has_them() throws IOException, InterruptedException {
        JsonObject report = reportOfJvms(FilesFirst.class);
        assertThat(report.getAsJsonObject("permissions")).hasToString("{\"count\":2,\"total\":2,\"ratio\":1.0}");
        // The verb that is listed, the rule, the binding, its place; what creates Pods; the other verb, and everybody.
        assertThat(number(report.getAsJsonObject("mutants"), "count")).isEqualTo(10);
    }

    /** What is stated about files in a JVM that has a cluster with another policy. */
    @KubeManifests(value = "classpath:proof/shop.yaml", createNamespaces = true)
    public static class BesidesOthers extends OfFiles {

        @Test
        void has_a_cluster(Cluster cluster) {
            assertThat(ClusterPolicy.inForce(cluster).written().roles()).isNotEmpty();
        }
    }

    /** The same as {@link Applied}, in a JVM of its own. */
    public static class AppliedAlone extends Applied {}

    @Test
    void what_one_JVM_states_counts_for_the_cluster_of_another() throws IOException, InterruptedException {
        JsonObject report = reportOfJvms(BesidesOthers.class, AppliedAlone.class);
        assertThat(killedBy(report, "developers_get_pods"))
                .containsExactly("DROP_VERB", "DROP_RULE", "DROP_BINDING", "MOVE_NAMESPACE", "ADD_AUTHENTICATED");
        assertThat(killedBy(report, "nobody_creates_pods"))
                .containsExactly("WIDEN_VERBS", "STRONGER_ROLE", "STRONGER_ROLE", "STRONGER_ROLE");
        assertThat(killedBy(report, "is_what_it_is")).isEmpty();
        assertThat(killedBy(report, "another_policy_is_another_one")).isNotEmpty();
    }
}
