// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.report.internal;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.create;
import static dev.kubeuser.query.AccessQuery.get;
import static dev.kubeuser.testkit.ReportJson.flag;
import static dev.kubeuser.testkit.ReportJson.number;
import static dev.kubeuser.testkit.ReportJson.objects;
import static dev.kubeuser.testkit.ReportJson.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.kinds.InTurn;
import dev.kubeuser.testkit.ReportJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/**
 * The figures count what the API server asks for and somebody has; the rest of a policy is a finding. One run after
 * another: they apply the same policy.
 */
@InTurn
@TestInstance(Lifecycle.PER_CLASS)
@SuppressWarnings("BadImport") // create is a verb of Kubernetes
class FiguresTest {

    @TempDir
    private static Path directory;

    private JsonObject report;

    @BeforeAll
    void run() throws IOException {
        report = ReportJson.of(OneAssertion.class, directory);
    }

    @KubeManifests("classpath:figures/policy.yaml")
    @KubeUser("clerk")
    static class OneAssertion {
        @Test
        void clerks_get_crates(KubeAccess clerk) {
            assertThat(clerk).can(get("crates.figures-test.example.com").in("default"));
        }
    }

    private static List<String> counted(JsonObject report, String role) {
        return objects(report, "rules")
                .filter(rule -> text(rule, "role").endsWith(role) && flag(rule, "bound"))
                .flatMap(rule -> objects(rule, "permissions"))
                .filter(permission -> flag(permission, "asked"))
                .map(permission -> text(permission, "verb") + " " + text(permission, "resource")
                        + text(permission, "nonResourceUrl"))
                .toList();
    }

    private static List<String> findings(JsonObject report, String kind) {
        return objects(report, "findings")
                .filter(finding -> text(finding, "kind").equals(kind))
                .map(finding -> finding.getAsJsonObject("origin").get("line") + ": " + text(finding, "problem"))
                .toList();
    }

    @Test
    void count_what_the_API_server_asks_for_and_somebody_has() {
        assertThat(counted(report, "clerks"))
                .containsExactly(
                        "get pods",
                        "get pods/log",
                        "list pods",
                        "watch pods",
                        "list ingresses",
                        "create configmaps",
                        "get crates",
                        "get /metrics");
        assertThat(counted(report, "specials")).hasSize(15);
        assertThat(number(report.getAsJsonObject("permissions"), "count")).isEqualTo(1);
        assertThat(number(report.getAsJsonObject("permissions"), "total")).isEqualTo(8 + 15);
    }

    @Test
    void leave_the_rest_to_findings_that_say_what_to_do() {
        assertThat(findings(report, "UNKNOWN"))
                .containsExactly(
                        "19: The API server has no resource \"pod\". Did you mean \"pods\"?",
                        "20: There is no verb \"gett\". Did you mean \"get\"?",
                        "21: The API server has no resource \"ingresses.extensions\". Did you mean"
                                + " \"ingresses.networking.k8s.io\"?",
                        "22: The API server has none of the resources of this rule in the API group \"extensions\"",
                        "23: The API server has no resource \"servicemonitors.monitoring.coreos.com\", and no API group"
                                + " \"monitoring.coreos.com\": add the CustomResourceDefinition that defines it to the"
                                + " manifests, or apply it first",
                        "26: There is no verb \"list\" of URLs, only get, head, post, put, patch, delete, options",
                        "27: There is no verb \"frobnicate\"");
        assertThat(findings(report, "NEVER_ASKED"))
                .containsExactly(
                        "18: There are no verbs \"list\", \"watch\" for pods/log, only get",
                        "24: A request to deletecollection names no object to the authorizer, so no rule with"
                                + " resourceNames allows it");
        assertThat(findings(report, "NOT_GRANTED"))
                .containsExactly(
                        "59: ClusterRole edit takes its rules by aggregation: to test them, bind ClusterRole edit to a"
                                + " subject in one more manifest",
                        "66: Bind it to a subject, or remove it");
    }

    /** None pastes a typo into a test, and a mutant of what nobody asks for does not survive. */
    @Test
    void suggest_nothing_that_does_not_exist() throws IOException {
        assertThat(Files.readString(directory.resolve("report.json"))).doesNotContain("unchecked");
        assertThat(objects(report, "mutations")
                        .filter(mutant -> text(mutant, "status").equals("SURVIVED")))
                .isNotEmpty()
                .allSatisfy(mutant -> assertThat(mutant.has("suggestion")).isTrue())
                .noneMatch(mutant -> List.of(19, 20, 21, 23).contains(number(mutant.getAsJsonObject("origin"), "line"))
                        && text(mutant, "operator").startsWith("DROP"));
    }

    @KubeManifests("classpath:figures/policy.yaml")
    @KubeManifests(value = "classpath:figures/editor.yaml", createNamespaces = true)
    @KubeUser("editor")
    static class ThroughTheAggregate {
        @Test
        void editors_create_crates(KubeAccess editor) {
            assertThat(editor).can(create("crates.figures-test.example.com").in("figures-test"));
        }
    }

    @Test
    void count_a_role_that_is_granted_through_another_one(@TempDir Path own) throws IOException {
        JsonObject granted = ReportJson.of(ThroughTheAggregate.class, own);

        assertThat(counted(granted, "crates-edit")).containsExactly("create crates", "delete crates");
        assertThat(findings(granted, "NOT_GRANTED")).containsExactly("66: Bind it to a subject, or remove it");
    }
}
