// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.report.internal;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.get;
import static dev.kubeuser.query.AccessQuery.list;
import static dev.kubeuser.testkit.ReportJson.covered;
import static dev.kubeuser.testkit.ReportJson.objects;
import static dev.kubeuser.testkit.ReportJson.sarif;
import static dev.kubeuser.testkit.ReportJson.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.kinds.InTurn;
import dev.kubeuser.testkit.EngineRun;
import dev.kubeuser.testkit.ReportJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run leaves whose tests do not all pass: it says so first, and advises nothing against them. */
@InTurn
class FailedTestsTest {

    @TempDir
    private Path directory;

    private String file(String name) throws IOException {
        return Files.readString(directory.resolve(name));
    }

    private EngineRun run(Class<?>... testClasses) {
        return EngineRun.reporting(directory, testClasses);
    }

    private static List<String> failed(JsonObject report) {
        return objects(report.getAsJsonObject("tests"), "failed")
                .map(test -> text(test, "name"))
                .toList();
    }

    @KubeManifests(value = "classpath:report/failed.yaml", createNamespaces = true)
    @KubeUser(value = "sam", groups = "failed-support")
    static class TwoFail {
        @Test
        void reads_pods(KubeAccess sam) {
            assertThat(sam).can(get("pods").in("failed"));
        }

        @Test
        void lists_no_secrets(KubeAccess sam) {
            assertThat(sam).cannot(list("secrets").in("failed"));
        }

        @Test
        void is_refused_configmaps(KubeAccess sam) {
            assertThat(sam.get("/api/v1/namespaces/failed/configmaps"))
                    .as("the token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJzYW0ifQ.c2lnbmF0dXJl")
                    .isForbidden();
        }

        @Test
        void is_not_for_this_machine(KubeAccess sam) {
            abort();
        }
    }

    @Test
    void it_says_so_first_and_proposes_nothing() throws IOException {
        assertThat(run(TwoFail.class).failures()).hasSize(3);
        String says = "2 of 3 tests failed";
        String why = "Until they pass, no test is suggested and the policy is not narrowed";

        JsonObject report = ReportJson.read(directory);
        assertThat(report.getAsJsonObject("tests").get("ended").getAsInt()).isEqualTo(3);
        assertThat(failed(report))
                .containsExactly(
                        "TwoFail > lists_no_secrets(KubeAccess)", "TwoFail > is_refused_configmaps(KubeAccess)");
        assertThat(objects(report.getAsJsonObject("tests"), "failed").map(test -> text(test, "message")))
                .as("each says why, without a credential and the body of an answer")
                .satisfiesExactly(
                        message -> assertThat(message)
                                .contains("not to be allowed to list secrets in namespace", "rule 1 of Role failed/"),
                        message -> assertThat(message)
                                .contains("[the token (left out)]", "but the API server answered 200")
                                .doesNotContain("ConfigMapList"));
        assertThat(covered(report)).containsExactly("get pods");
        assertThat(report.toString()).doesNotContain("\"suggestion\"");
        assertThat(report.getAsJsonArray("leastPrivilege")).isEmpty();
        assertThat(file("report.md"))
                .startsWith("# RBAC coverage\n\n**" + says + "**: TwoFail > ")
                .contains(why + ".")
                .doesNotContain("assertThat(", "Narrow the policy");
        assertThat(file("report.md"))
                .contains(
                        "1. **Make TwoFail > lists_no_secrets(KubeAccess) pass**: ", "([Failed tests](#failed-tests))")
                .containsSubsequence("## Failed tests", "- TwoFail > lists_no_secrets", "to list secrets in namespace");
        assertThat(file("report.html"))
                .containsSubsequence(
                        "<h2 id=\"summary-title\">", says, why, "What to do first", "<a href=\"#tests\">Make TwoFail");
        assertThat(objects(ReportJson.page(directory), "tests").filter(test -> test.has("failure")))
                .hasSize(2);
        assertThat(file("least-privilege.yaml"))
                .startsWith("# " + says)
                .contains(why)
                .hasLineCount(1);
        assertThat(file("narrowed-policy.diff"))
                .startsWith("# " + says)
                .contains(why)
                .hasLineCount(1);
        JsonElement notes = objects(sarif(file("report.sarif")), "invocations")
                .findFirst()
                .orElseThrow()
                .get("toolExecutionNotifications");
        assertThat(notes.toString()).contains("\"error\"", says);
        assertThat(objects(sarif(file("report.sarif")), "results")
                        .filter(result -> text(result, "ruleId").equals("failed-test")))
                .hasSize(2)
                .allSatisfy(result -> assertThat(result.toString()).contains("TwoFail > ", "failed.yaml"));
    }

    @KubeManifests(value = "classpath:report/failed.yaml", createNamespaces = true)
    @KubeUser(value = "sam", groups = "failed-support")
    static class FailsBefore {
        @BeforeAll
        static void prepare(KubeAccess sam) {
            assertThat(sam).can(get("pods").in("failed"));
            assertThat(sam).cannot(list("secrets").in("failed"));
        }

        @Test
        void never_runs() {}
    }

    @Test
    void a_class_that_fails_before_its_tests_counts_as_one() throws IOException {
        run(FailsBefore.class);
        JsonObject report = ReportJson.read(directory);
        assertThat(failed(report)).containsExactly("FailsBefore");
        assertThat(covered(report)).containsExactly("get pods");
        assertThat(file("report.md")).startsWith("# RBAC coverage\n\n**1 of 1 test failed**: FailsBefore.");
    }

    @KubeManifests(value = "classpath:report/failed.yaml", createNamespaces = true)
    @KubeUser(value = "sam", groups = "failed-support")
    static class CatchesTheFailure {
        @Test
        void passes(KubeAccess sam) {
            try {
                assertThat(sam).cannot(list("secrets").in("failed"));
            } catch (AssertionError caught) {
                assertThat(sam).can(get("pods").in("failed"));
            }
        }
    }

    @Test
    void a_question_that_fails_covers_and_needs_nothing_in_a_test_that_passes() throws IOException {
        run(CatchesTheFailure.class).assertSuccessful(1);
        assertThat(failed(ReportJson.read(directory))).isEmpty();
        assertThat(covered(ReportJson.read(directory))).containsExactly("get pods");
        assertThat(file("narrowed-policy.diff")).contains("+- {apiGroups: [\"\"], resources: [pods], verbs: [get]}");
    }
}
