// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.assertion.KubeAssertions.assertThatForbidden;
import static dev.kubeuser.kinds.Kind.EXISTING;
import static dev.kubeuser.run.DenialMode.FAIL;
import static dev.kubeuser.run.DenialMode.REPORT;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.access.Kubeconfig;
import dev.kubeuser.kinds.InTurn;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.run.internal.Denials;
import dev.kubeuser.run.internal.Settings;
import dev.kubeuser.testkit.EngineRun;
import dev.kubeuser.testkit.Kubectl;
import dev.kubeuser.testkit.ReportJson;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A denial fails its test where that is declared, unless it is expected. */
@InTurn
class KubeDenialsTest {

    private static final String POLICY = "classpath:denials/operator.yaml";
    private static final String CORE = "/api/v1/namespaces/denials-test/";

    @TempDir
    private static Path directoryOfAll;

    private static EngineRun all;

    @TempDir
    private Path directory;

    @BeforeAll
    static void runAll() {
        all = EngineRun.reporting(
                directoryOfAll,
                Strict.class,
                OfOneSubject.class,
                Spoofing.class,
                BetweenTests.class,
                InConstructor.class);
    }

    /** The page on denials shows it. */
    @KubeManifests(value = POLICY, createNamespaces = true)
    @KubeServiceAccount("denials-test/operator")
    @KubeDenials(
            value = FAIL,
            expected = {"list events", "delete configmaps in denials-test"})
    static class Strict {
        @Test
        void is_refused(KubeAccess operator) {
            operator.get(CORE + "secrets");
        }

        @Test
        void is_expected(KubeAccess operator, CoreV1Api core) {
            operator.get(CORE + "events");
            operator.get(CORE + "events?fieldSelector=type%3DNormal");
            operator.request("DELETE", CORE + "configmaps/none", null);
            assertThatForbidden(operator, core.listNamespacedSecret("denials-test")::execute);
        }

        @Test
        @KubeDenials(expected = "get secrets db in denials-test")
        void is_expected_here(KubeAccess operator) {
            operator.get(CORE + "secrets/db");
        }

        @Test
        @KubeDenials(expected = "get secrets db in denials-test")
        void is_another_object(KubeAccess operator) {
            operator.get(CORE + "secrets/other");
        }

        @Test
        @KubeDenials(expected = "list secrets where type=Opaque labelled app in (b,a) in denials-test")
        void is_another_selection(KubeAccess operator) {
            operator.get(CORE + "secrets?fieldSelector=type%3D%3DOpaque&labelSelector=app%20in%20(a,%20b)");
            operator.get(CORE + "secrets?fieldSelector=type%3DOpaque");
        }

        @Test
        @KubeDenials(REPORT)
        void is_reported(KubeAccess operator) {
            operator.get(CORE + "secrets");
        }

        @Test
        void is_allowed(KubeAccess operator) {
            operator.get(CORE + "configmaps");
        }
    }

    @Test
    void a_denial_fails_its_test_unless_it_is_expected() throws IOException {
        EngineRun run = all.only(Strict.class);
        assertThat(run.failures())
                .hasSize(3)
                .allSatisfy(failure -> assertThat(failure).hasMessageContaining("A request was refused:"))
                .anySatisfy(failure -> assertThat(failure).hasMessageContaining("may not list secrets in denials-test"))
                .anySatisfy(failure ->
                        assertThat(failure).hasMessageContaining("may not get secrets \"other\" in denials-test"))
                .anySatisfy(failure -> assertThat(failure)
                        .hasMessageContaining("may not list secrets where type=Opaque in denials-test"));
        assertThat(run.succeeded()).isEqualTo(4);
        assertThat(ReportJson.pageTexts(directoryOfAll))
                .contains("secrets where type=Opaque", "secrets where type=Opaque labelled app in (a,b)");
    }

    @KubeManifests(value = POLICY, createNamespaces = true)
    @KubeUser("guest")
    static class OfOneSubject {
        @KubeServiceAccount("denials-test/operator")
        @KubeDenials(FAIL)
        private KubeAccess operator;

        @Test
        void other_subjects_may_be_refused(@KubeUser("guest") KubeAccess guest) {
            guest.get(CORE + "secrets");
        }

        @Test
        void this_one_may_not() {
            operator.get(CORE + "secrets");
        }
    }

    @Test
    void the_mode_may_be_that_of_one_subject() {
        EngineRun run = all.only(OfOneSubject.class);
        assertThat(run.failure()).asString().contains("ServiceAccount denials-test/operator may not list secrets");
        assertThat(run.succeeded()).isOne();
    }

    static class WithoutAnnotation extends OperatorCase {
        @Test
        void is_refused(KubeAccess operator) {
            operator.get(CORE + "secrets");
        }
    }

    @KubeDenials(REPORT)
    static class Lenient extends WithoutAnnotation {}

    private EngineRun runRequired(Class<?> testClass) {
        return EngineRun.of(
                Map.of("kubeuser.report", directory.toString(), "kubeuser.require.no-denials", "true"), testClass);
    }

    @Test
    void the_setting_is_for_all_tests() throws IOException {
        assertThat(runRequired(WithoutAnnotation.class).failure())
                .asString()
                .contains("may not list secrets in denials-test");
        assertThat(Files.readString(directory.resolve("report.md")))
                .contains("| requests denied | none | 1 | not met |");
    }

    @Test
    void what_fails_no_test_meets_the_setting() throws IOException {
        runRequired(Lenient.class).assertSuccessful(1);
        assertThat(Files.readString(directory.resolve("report.md")))
                .contains("| requests denied | none | 0 | met |")
                .contains("| requests denied | 1 |");
    }

    @KubeUser("guest")
    @KubeManifests(value = POLICY, createNamespaces = true)
    @KubeDenials(FAIL)
    static class Spoofing {

        /** As another program with the user's kubeconfig: it sets the header itself, and reports nothing. */
        private static void list(Kubeconfig guest, String resource, String auditId) throws IOException {
            ApiClient client = ClientBuilder.kubeconfig(KubeConfig.loadKubeConfig(new StringReader(guest.text())))
                    .build();
            Request request = new Request.Builder()
                    .url(client.getBasePath() + CORE + resource)
                    .header("Audit-ID", auditId)
                    .build();
            try (Response answer = client.getHttpClient().newCall(request).execute()) {
                assertThat(answer.code()).isEqualTo(403);
            }
        }

        private static String auditId(KubeResponse answer) {
            return requireNonNull(answer.header("Audit-Id"));
        }

        @Test
        void claims_to_be_of_another_run(Kubeconfig guest) throws IOException {
            list(guest, "secrets", "kubeuser-20200101-000000-deadbeef-1");
        }

        @Test
        void claims_it_in_full_form(Kubeconfig guest, KubeAccess access) throws IOException {
            list(
                    guest,
                    "secrets",
                    auditId(access.get("/version")).replaceFirst("-\\d{8}-\\d{6}-", "-20200101-000000-"));
        }

        @Test
        void repeats_the_id_of_an_allowed_request(Kubeconfig guest, KubeAccess access) throws IOException {
            list(guest, "secrets", auditId(access.get("/version")));
        }

        @Test
        void repeats_the_id_of_an_expected_refusal(Kubeconfig guest, KubeAccess access) throws IOException {
            KubeResponse expected = access.get(CORE + "pods");
            assertThat(expected).isForbidden();
            list(guest, "secrets", auditId(expected));
        }

        @Test
        void has_one_id_for_all_and_is_refused(Kubeconfig guest) throws IOException {
            list(guest, "secrets", "constant");
        }

        @Test
        void has_one_id_for_all_and_is_refused_again(Kubeconfig guest) throws IOException {
            list(guest, "secrets", "constant");
        }
    }

    @Test
    @RunsOn(except = EXISTING, because = "it reads the audit log, and that of an existing cluster is with its owner")
    void no_program_hides_a_denial_behind_an_audit_id() {
        EngineRun run = all.only(Spoofing.class);
        assertThat(run.succeeded()).isZero();
        assertThat(run.failures())
                .hasSize(6)
                .allSatisfy(
                        failure -> assertThat(failure).hasMessageContaining("may not list secrets in denials-test"));
    }

    @KubeDenials(FAIL)
    static class BetweenTests extends OperatorCase {
        private static final AtomicReference<KubeAccess> CONTROLLER = new AtomicReference<>();

        @BeforeAll
        static void starts(@KubeServiceAccount("denials-test/operator") KubeAccess operator) {
            CONTROLLER.set(operator);
        }

        @Test
        void passes() {}

        @AfterAll
        static void stops() {
            requireNonNull(CONTROLLER.get()).get(CORE + "secrets");
        }
    }

    @Test
    void what_was_refused_in_no_test_fails_the_class() {
        EngineRun run = all.only(BetweenTests.class);
        assertThat(run.succeeded()).isOne();
        assertThat(run.failure()).asString().contains("may not list secrets in denials-test");
    }

    @KubeUser("alice")
    @KubeDenials(FAIL)
    static class WithoutPolicy {
        @Test
        void is_refused(KubeAccess alice) {
            alice.get("/api/v1/namespaces/default/secrets");
        }
    }

    @Test
    void no_policy_under_test_is_needed() {
        assertThat(EngineRun.reporting(directory, WithoutPolicy.class).failure())
                .asString()
                .contains(
                        "User alice may not list secrets in default",
                        "User alice has no role there: add a RoleBinding in namespace default to a role with the "
                                + "rule:");
    }

    @KubeManifests(value = POLICY, createNamespaces = true)
    @KubeDenials(FAIL)
    static class InConstructor {
        private final Kubeconfig operator;

        InConstructor(@KubeServiceAccount("denials-test/operator") Kubeconfig operator) {
            this.operator = operator;
        }

        @Test
        void is_refused() throws IOException, InterruptedException {
            new Kubectl(operator.file()).run("get", "secrets", "--namespace=denials-test", "--ignore-not-found");
        }
    }

    @Test
    @RunsOn(except = EXISTING, because = "it reads the audit log, and that of an existing cluster is with its owner")
    void what_other_programs_of_a_subject_of_the_constructor_were_refused_fails_the_test_too() {
        Throwable failure = all.only(InConstructor.class).failure();
        assertThat(failure + Arrays.toString(failure.getSuppressed())).contains("may not list secrets in denials-test");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            gett nodes                       | There is no verb "gett" for nodes, only
            list deploymnets.apps in default | The API server has no resource "deploymnets.apps". Did you mean "deployments.apps"?
            list deployments.app             | The API server has no resource "deployments.app". Did you mean "deployments.apps"?
            lst deployments.apps in default  | There is no verb "lst" for deployments.apps,
            """)
    void what_is_misspelled_is_told_with_what_was_meant(String expected, String message) {
        Settings settings = new Settings(key -> Optional.empty(), ExtensionConfigurationException::new);
        assertThatThrownBy(() -> new Denials.Rule(
                        "@KubeDenials on class Team", null, FAIL, List.of(expected), Map.of(), settings))
                .isInstanceOf(ExtensionConfigurationException.class)
                .hasMessageStartingWith("@KubeDenials on class Team expects \"" + expected + "\": " + message);
    }

    /** Its manifests define backups.charts.kubeuser.dev. */
    @KubeManifests(value = "../policy/src/test/resources/charts/operator/crds/", createNamespaces = true)
    @KubeUser("alice")
    static class CustomResources {
        @Test
        @KubeDenials(expected = "list backups.charts.kubeuser.dev in default")
        void are_known(KubeAccess alice) {
            alice.get("/apis/charts.kubeuser.dev/v1/namespaces/default/backups");
        }

        @Test
        @KubeDenials(expected = "list backup.charts.kubeuser.dev in default")
        void are_misspelled() {}

        @Test
        @KubeDenials(expected = "list backups.chart.kubeuser.dev")
        void are_of_a_misspelled_group() {}

        @Test
        @KubeDenials(expected = "lsit backups.charts.kubeuser.dev")
        void have_a_misspelled_verb() {}

        @Test
        @KubeDenials(expected = "patch deployments.apps/scael")
        void are_no_subresource_either() {}

        @Test
        @KubeDenials(expected = {"list widgets.another.org in default", "list ingresses.extensions"})
        void need_not_be_served(KubeAccess alice) {
            alice.get("/apis/another.org/v1/namespaces/default/widgets");
        }
    }

    /** The API server refuses before it looks for the resource. */
    @Test
    void a_resource_that_the_cluster_does_not_serve_may_be_expected_unless_it_is_misspelled() {
        EngineRun run = runRequired(CustomResources.class);
        assertThat(run.failures())
                .extracting(failure ->
                        String.valueOf(failure.getMessage()).replaceFirst("^@KubeDenials on method .* expects ", ""))
                .containsExactlyInAnyOrder(
                        "\"list backup.charts.kubeuser.dev in default\": The API server has no resource"
                                + " \"backup.charts.kubeuser.dev\". Did you mean \"backups.charts.kubeuser.dev\"?",
                        "\"list backups.chart.kubeuser.dev\": The API server has no resource"
                                + " \"backups.chart.kubeuser.dev\". Did you mean \"backups.charts.kubeuser.dev\"?",
                        "\"patch deployments.apps/scael\": The API server has no resource"
                                + " \"deployments.apps/scael\". Did you mean \"deployments.apps/scale\"?",
                        "\"lsit backups.charts.kubeuser.dev\": There is no verb \"lsit\" for"
                                + " backups.charts.kubeuser.dev, only create, delete, deletecollection, get, list,"
                                + " patch, update, watch");
        assertThat(run.succeeded()).isEqualTo(2);
    }
}
