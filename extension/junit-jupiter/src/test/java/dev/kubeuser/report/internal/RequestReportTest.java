// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.report.internal;

import static dev.kubeuser.kinds.Kind.EXISTING;
import static dev.kubeuser.query.AccessQuery.delete;
import static dev.kubeuser.testkit.ReportJson.killed;
import static dev.kubeuser.testkit.ReportJson.used;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.Kubeconfig;
import dev.kubeuser.assertion.KubeAssertions;
import dev.kubeuser.kinds.InTurn;
import dev.kubeuser.kinds.KindUnderTest;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.question.DryRun;
import dev.kubeuser.question.Refusal;
import dev.kubeuser.testkit.Kubectl;
import dev.kubeuser.testkit.ReportJson;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a run of tests leaves about the requests that its users sent. One run after another: they apply the same policy.
 */
@InTurn
class RequestReportTest {

    private static final String PODS = "/api/v1/namespaces/requests-test/pods";

    @TempDir
    private Path directory;

    private JsonObject reportOf(Class<?> testClass) throws IOException {
        return ReportJson.of(testClass, directory);
    }

    @KubeManifests(value = "classpath:proof/requests.yaml", createNamespaces = true)
    @KubeUser(value = "rose", groups = "requests-test")
    static class ByClients {
        @Test
        void pods_are_read(KubeAccess rose, CoreV1Api core, @KubeAdmin KubeAccess admin) throws ApiException {
            core.listNamespacedPod("requests-test").execute();
            assertThat(rose.get(PODS + "/web").code()).isEqualTo(404);
            assertThat(rose.get("/api/v1/namespaces/requests-test/secrets").code())
                    .isEqualTo(403);
            KubeAssertions.assertThat(rose).isAuthenticatedAs("rose");
            admin.get(PODS);
        }
    }

    @Test
    void requests_of_clients_cover_permissions() throws IOException {
        JsonObject report = reportOf(ByClients.class);
        assertThat(used(report))
                .hasSize(2)
                .anyMatch(text -> text.startsWith("get pods by ByClients > pods_are_read"))
                .anyMatch(text -> text.startsWith("list pods by ByClients > pods_are_read"));
        assertThat(report.get("decisions").getAsInt())
                .as("neither the review nor what the administrator did")
                .isEqualTo(3);
        assertThat(report.get("unexplained").getAsInt()).isZero();
        assertThat(killed(report)).as("nobody said what was to be answered").isEmpty();
        boolean isAudited = KindUnderTest.kind() != EXISTING;
        assertThat(report.get("requests"))
                .hasToString(
                        isAudited
                                ? "{\"byAuditLog\":3,\"byClientOnly\":0,\"unreadable\":0}"
                                : "{\"byAuditLog\":0,\"byClientOnly\":3,\"unreadable\":0}");
        assertThat(Files.readString(directory.resolve("report.md")))
                .contains(
                        isAudited
                                ? "3 by audit log, 0 by client-side record only"
                                : "0 by audit log, 3 by client-side record only");
    }

    @KubeManifests(value = "classpath:proof/requests.yaml", createNamespaces = true)
    @KubeUser(value = "rose", groups = "requests-test")
    static class WithAssertions {
        @Test
        void answers_are_as_they_should(KubeAccess rose) {
            KubeAssertions.assertThat(rose.get(PODS + "?labelSelector=app%3Dweb"))
                    .isOk();
            KubeAssertions.assertThat(rose.get(PODS + "/web")).isNotFound();
            KubeAssertions.assertThat(DryRun.of(rose).send(delete("pods").in("requests-test")))
                    .isForbiddenBy(Refusal.AUTHORIZATION);
            rose.get(PODS + "?watch=true&timeoutSeconds=1");
        }
    }

    @Test
    void assertions_on_answers_kill_mutants() throws IOException {
        assertThat(killed(reportOf(WithAssertions.class)))
                .contains("rule 1 without the verb \"list\"", "rule 1 without the verb \"get\"", "rule 1 for all verbs")
                .doesNotContain("rule 1 without the verb \"watch\"", "rule 2 without the verb \"create\"");
    }

    @KubeManifests(value = "classpath:proof/requests.yaml", createNamespaces = true)
    @KubeUser(value = "rose", groups = "requests-test")
    static class WithTheOfficialClient {
        @Test
        void pods_stay(KubeAccess rose, CoreV1Api core) {
            KubeAssertions.assertThatForbidden(rose, core.deleteNamespacedPod("web", "requests-test")::execute);
            assertThatThrownBy(core.listNamespacedSecret("requests-test")::execute)
                    .isInstanceOf(ApiException.class);
        }
    }

    /**
     * All verbs would have allowed the first of the requests, all resources the second, of which nothing is asserted.
     */
    @Test
    void assertions_on_refusals_of_the_official_client_kill_mutants() throws IOException {
        assertThat(killed(reportOf(WithTheOfficialClient.class)))
                .contains("rule 1 for all verbs")
                .doesNotContain("rule 1 for all resources");
    }

    @KubeManifests(value = "classpath:proof/requests.yaml", createNamespaces = true)
    @KubeUser(value = "rose", groups = "requests-test")
    static class ByKubectl {
        @Test
        void pods_are_listed(Kubeconfig rose) throws IOException, InterruptedException {
            new Kubectl(rose.file()).run("get", "pods", "--namespace=requests-test");
        }
    }

    @Test
    @RunsOn(except = EXISTING, because = "it reads the audit log, and that of an existing cluster is with its owner")
    void requests_of_kubectl_are_those_of_the_test_that_has_its_user() throws IOException {
        JsonObject report = reportOf(ByKubectl.class);
        assertThat(used(report)).singleElement().asString().startsWith("list pods by ByKubectl > pods_are_listed");
        assertThat(report.getAsJsonObject("requests").get("byClientOnly").getAsInt())
                .isZero();
    }
}
