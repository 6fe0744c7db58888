// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.delete;
import static dev.kubeuser.query.AccessQuery.list;
import static dev.kubeuser.query.AccessQuery.watch;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.kinds.InTurn;
import dev.kubeuser.manifest.HelmChart;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.run.KubeSession;
import dev.kubeuser.testkit.EngineRun;
import dev.kubeuser.testkit.NeedsProgram;
import dev.kubeuser.testkit.OneTest;
import dev.kubeuser.testkit.ReportJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@InTurn
class KubeHelmChartTest {

    @RegisterExtension
    static final NeedsProgram HELM = new NeedsProgram("helm");

    private static final String CHARTS = "../policy/src/test/resources/charts/";
    private static final String OPERATOR = CHARTS + "operator";
    private static final String BACKUPS = "backups.charts.kubeuser.dev";

    private static EngineRun run;

    @BeforeAll
    static void run() {
        run = EngineRun.of(
                Map.of("kubeuser.report", "off", "chart", CHARTS + "monitored"),
                KustomizedCase.class,
                ByParameterCase.class,
                NewerCase.class,
                RefusedCase.class);
    }

    @Nested
    @KubeHelmChart(value = OPERATOR, release = "chart-on-a-class", namespace = "chart-on-a-class")
    class OnAClass {
        @Test
        void the_operator_may_do_what_the_chart_grants(
                @KubeServiceAccount("chart-on-a-class/chart-on-a-class") KubeAccess operator,
                @KubeAdmin KubeAccess admin) {
            assertThat(operator)
                    .can(watch(BACKUPS).inAllNamespaces())
                    .cannot(delete(BACKUPS).in("default"));
            assertThat(admin.get("/apis/apiextensions.k8s.io/v1/customresourcedefinitions/" + BACKUPS))
                    .isOk();
        }

        @Test
        void hooks_that_stay_after_an_installation_are_there(@KubeAdmin KubeAccess admin) {
            String accounts = "/api/v1/namespaces/chart-on-a-class/serviceaccounts/chart-on-a-class-hook-";
            assertThat(admin.get(accounts + "stays")).isOk();
            assertThat(admin.get(accounts + "succeeds")).hasStatus(404);
        }

        @Test
        void it_was_rendered_for_the_version_of_the_cluster(@KubeAdmin KubeAccess admin) {
            assertThat(admin.get("/api/v1/namespaces/chart-on-a-class/serviceaccounts/chart-on-a-class")
                            .body())
                    .contains("\"kubernetes\":\"" + admin.cluster().version().replaceFirst("[+].*", "") + "\"");
        }
    }

    @Nested
    @KubeNamespace
    class OnAMethod {
        @Test
        @KubeHelmChart(
                value = OPERATOR,
                release = "op-${kubeuser.namespace}",
                values = CHARTS + "without-watch.yaml",
                set = "clusterWide=false")
        void in_the_own_namespace_with_values(@KubeNamespace String own, @KubeAdmin KubeAccess admin) {
            String rbac = "/apis/rbac.authorization.k8s.io/v1/";
            assertThat(admin.get(rbac + "namespaces/" + own + "/rolebindings/op-" + own))
                    .isOk();
            assertThat(admin.get(rbac + "clusterroles/op-" + own).body()).doesNotContain("watch");
        }

        @Test
        void for_that_test_only(@KubeNamespace String own, @KubeAdmin KubeAccess admin) {
            assertThat(admin.get("/apis/rbac.authorization.k8s.io/v1/namespaces/" + own + "/rolebindings")
                            .body())
                    .doesNotContain("op-" + own);
        }
    }

    @Nested
    @KubeManifests("../policy/src/test/resources/manifests/monitors.yaml")
    @KubeHelmChart(value = CHARTS + "monitored", release = "first", namespace = "chart-monitored")
    class AfterADefinition {
        @Test
        void its_templates_see_what_the_manifests_define(@KubeAdmin KubeAccess admin) {
            assertThat(admin.get("/api/v1/namespaces/chart-monitored/serviceaccounts/first")
                            .body())
                    .contains("\"monitor\":\"true\"", "\"retired\":\"false\"");
        }

        @Test
        @KubeHelmChart(
                value = CHARTS + "monitored",
                release = "second",
                namespace = "chart-monitored",
                set = "alert=true",
                skipKinds = "PrometheusRule")
        void its_templates_see_what_the_cluster_serves_and_the_rest_is_skipped(@KubeAdmin KubeAccess admin) {
            assertThat(admin.get("/api/v1/namespaces/chart-monitored/serviceaccounts/second-scraper"))
                    .isOk();
        }
    }

    @Test
    void a_session_renders_for_what_the_cluster_serves_and_skips_the_rest() {
        try (KubeSession session = KubeSession.start()) {
            session.apply("../policy/src/test/resources/manifests/monitors.yaml")
                    .apply(HelmChart.of(CHARTS + "monitored")
                            .withRelease("third")
                            .withNamespace("chart-third")
                            .withSet("alert=true")
                            .withSkipKinds("PrometheusRule"));

            assertThat(session.admin().get("/api/v1/namespaces/chart-third/serviceaccounts/third-scraper"))
                    .isOk();
        }
    }

    @Nested
    class OnARegisteredExtension {
        @RegisterExtension
        static final KubeUserExtension KUBE = KubeUserExtension.builder()
                .helmChart(
                        HelmChart.of(OPERATOR).withRelease("chart-registered").withNamespace("chart-registered"))
                .build();

        @Test
        void it_is_applied(@KubeServiceAccount("chart-registered/chart-registered") KubeAccess operator) {
            assertThat(operator).can(list(BACKUPS).inAllNamespaces());
        }
    }

    @KubeManifests("kustomize:../policy/src/test/resources/kustomize/prod")
    static class KustomizedCase {
        @Test
        void it_is_applied(@KubeAdmin KubeAccess admin) {
            assertThat(admin.get("/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles/prod-readers"))
                    .isOk();
        }
    }

    @Test
    void an_overlay_is_applied() {
        run.only(KustomizedCase.class).assertSuccessful(1);
    }

    @KubeHelmChart(value = "${chart}", namespace = "chart-by-parameter")
    static class ByParameterCase {
        @Test
        void the_release_has_the_name_of_the_chart(@KubeAdmin KubeAccess admin) {
            assertThat(admin.get("/api/v1/namespaces/chart-by-parameter/serviceaccounts/monitored"))
                    .isOk();
        }
    }

    @Test
    void a_parameter_may_name_the_chart() {
        run.only(ByParameterCase.class).assertSuccessful(1);
    }

    @KubeHelmChart(OPERATOR)
    @KubeHelmChart(CHARTS + "newer")
    static class NewerCase extends OneTest {}

    @KubeHelmChart(value = OPERATOR, release = "refused", namespace = "refused", set = "account=Refused")
    static class RefusedCase extends OneTest {}

    @Test
    void a_missing_helm_is_told_by_its_setting() {
        EngineRun withoutHelm =
                EngineRun.of(Map.of("kubeuser.report", "off", "kubeuser.helm", "/no/helm"), RefusedCase.class);

        assertThat(withoutHelm.failure())
                .message()
                .contains("the program \"/no/helm\" cannot be run: install Helm 3 or 4 on the PATH, or set"
                        + " kubeuser.helm");
    }

    @Test
    void what_helm_or_the_server_refuses_is_told_by_its_chart_or_template() {
        assertThat(run.only(NewerCase.class).failure())
                .message()
                .startsWith("@KubeHelmChart on ")
                .contains("chart requires kubeVersion: >=1.99.0 which is incompatible with Kubernetes v");
        assertThat(run.only(RefusedCase.class).failure())
                .message()
                .contains(OPERATOR + "/templates/account.yaml (rendered line ")
                .contains("): applying ServiceAccount refused/Refused was refused by the API server with 422");
    }

    @Test
    void a_session_applies_a_chart_and_the_report_names_its_templates(@TempDir Path directory) throws Exception {
        try (KubeSession session = KubeSession.builder().report(directory).start()) {
            session.apply(HelmChart.of(OPERATOR).withRelease("chart-session").withNamespace("chart-session"));
            KubeAccess operator = session.serviceAccount("chart-session/chart-session");
            session.test(
                    "watches", () -> assertThat(operator).can(watch(BACKUPS).inAllNamespaces()));
            try (var files = Files.list(session.cluster().directory())) {
                assertThat(files.filter(file -> file.getFileName().toString().startsWith("chart-")))
                        .hasSize(1);
            }
        }
        assertThat(Files.readString(directory.resolve("report.md")))
                .contains(OPERATOR + "/templates/rbac.yaml (rendered line ");
        assertThat(Files.readString(directory.resolve("report.sarif")))
                .contains("\"extension/" + OPERATOR.substring("../".length()) + "/templates/rbac.yaml\"")
                .doesNotContain("chart-session)\"");
        assertThat(ReportJson.page(directory).toString())
                .containsPattern("\"file\":\"" + OPERATOR
                        + "/templates/rbac.yaml\"[^}]*\"rendering\":\"helm release chart-session\"");
    }

    @KubeNamespace
    @KubeHelmChart(value = OPERATOR, release = "op-${kubeuser.namespace}", set = "clusterWide=false")
    static class OwnOperatorCase {
        private static KubeResponse get(Cluster cluster, String own, String end) {
            String account = UserInfo.serviceAccount(own, "op-" + own).name();
            try (KubeAccess operator = KubeAccess.impersonate(cluster, account, Set.of())) {
                return operator.get("/apis/charts.kubeuser.dev/v1/namespaces/" + own + end);
            }
        }

        @Test
        void lists(Cluster cluster, @KubeNamespace String own) {
            assertThat(get(cluster, own, "/backups")).isOk();
        }

        @Test
        void gets(Cluster cluster, @KubeNamespace String own) {
            assertThat(get(cluster, own, "/backups/none")).hasStatus(404);
        }
    }

    /** The narrowed text says what its user said, and not what the namespaces of tests were called. */
    @Test
    void namespaces_of_tests_are_placeholders_and_hunks_name_their_template(@TempDir Path directory)
            throws IOException {
        String nameOfATest = "kubeuser-[a-z0-9-]+-[0-9a-f]{8}";
        EngineRun.reporting(directory, OwnOperatorCase.class).assertSuccessful(2);

        assertThat(ReportJson.pageTexts(directory))
                .as("of both tests together")
                .anyMatch(text -> text.matches("@ -.* @@ # Source: operator/templates/rbac.yaml")
                        || text.matches("@@? -.* @@ # Source: operator/templates/rbac.yaml"))
                .contains("    verbs: [\"get\",\"list\"]", "It was rendered: the changes belong in its templates.")
                .noneMatch(text -> text.matches("(?s).*" + nameOfATest + ".*narrow.*"));
        assertThat(directory.resolve("narrowed-policy.diff")).isEmptyFile();
        assertThat(Files.readString(directory.resolve("least-privilege.yaml")))
                .contains("namespace: ${kubeuser.namespace}")
                .doesNotContainPattern(nameOfATest);
    }
}
