// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.report.internal;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.get;
import static dev.kubeuser.query.AccessQuery.list;
import static dev.kubeuser.testkit.ReportJson.objects;
import static dev.kubeuser.testkit.ReportJson.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeNamespace;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.kinds.InTurn;
import dev.kubeuser.kinds.OnEachJUnit;
import dev.kubeuser.testkit.ReportJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run of tests leaves about its policy. One run after another: they apply the same policy. */
@InTurn
@OnEachJUnit
class ReportTest {

    @TempDir
    private Path directory;

    private JsonObject reportOf(Class<?> testClass) throws IOException {
        return ReportJson.of(testClass, directory);
    }

    private static Set<String> suggestions(JsonObject report) {
        return objects(report, "mutations")
                .filter(mutation -> mutation.has("suggestion"))
                .map(mutation -> text(mutation.getAsJsonObject("suggestion"), "source"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @KubeManifests(value = "classpath:proof/policy.yaml", createNamespaces = true)
    @KubeUser(value = "alice", groups = "proof-test-developers")
    static class AllThatIsAllowed {
        @Test
        void developers_read_pods(@KubeUser("alice") KubeAccess alice) {
            assertThat(alice).can(get("pods").in("proof-test"));
            assertThat(alice).can(list("pods").in("proof-test"));
        }
    }

    @Test
    void all_permissions_are_covered_and_mutants_survive() throws IOException {
        JsonObject report = reportOf(AllThatIsAllowed.class);
        assertThat(report.getAsJsonObject("permissions")).hasToString("{\"count\":2,\"total\":2,\"ratio\":1.0}");
        JsonObject mutants = report.getAsJsonObject("mutants");
        // Killed: each verb dropped, the rule dropped, the binding dropped, the binding moved.
        assertThat(mutants.get("count").getAsInt()).isEqualTo(5);
        // Besides: all verbs, all resources; everybody, edit, admin, cluster-admin, cluster-wide.
        assertThat(mutants.get("total").getAsInt()).isEqualTo(12);
        assertThat(report.toString()).contains("AllThatIsAllowed > developers_read_pods");
        assertThat(Files.readString(directory.resolve("report.md"))).contains(List.copyOf(suggestions(report)));
        assertThat(suggestions(report))
                .containsExactly(
                        "assertThat(alice).cannot(create(\"pods\").in(\"proof-test\"));",
                        "assertThat(alice).cannot(create(\"secrets\").in(\"proof-test\"));",
                        "assertThat(alice).cannot(get(\"pods\").inAllNamespaces());",
                        "assertThat(alice).cannot(get(\"pods/attach\").in(\"proof-test\"));",
                        "assertThat(alice).cannot(get(\"secrets\").in(\"proof-test\"));",
                        "assertThat(somebody).cannot(get(\"pods\").in(\"proof-test\"));");
    }

    @KubeNamespace
    @KubeManifests("classpath:manifests/namespaced.yaml")
    @KubeUser("outsider")
    static class InOwnNamespace {
        @Test
        void outsiders_read_nothing(KubeAccess outsider, @KubeNamespace String namespace) {
            assertThat(outsider).cannot(get("configmaps").in(namespace));
        }
    }

    @Test
    void what_is_suggested_in_a_namespace_of_ones_own_holds_in_the_next_run_too() throws IOException {
        assertThat(suggestions(reportOf(InOwnNamespace.class)))
                .contains("assertThat(ReviewedSubject.of(cluster, \"group:\" + namespace + \":readers\"))"
                        + ".can(list(\"configmaps\").in(namespace));")
                .noneMatch(source -> source.contains("kubeuser-inownnamespace"));
    }
}
