package dev.kubeuser.webhook;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.assertion.KubeAssertions.assertThatExceptionOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import com.google.gson.JsonParser;
import dev.kubeuser.KubeUserExtension;
import dev.kubeuser.KubeWebhooks;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.error.ConfigurationException;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.review.Refusal;
import dev.kubeuser.session.KubeSession;
import dev.kubeuser.testkit.EngineRun;
import dev.kubeuser.testkit.NeedsUnix;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Webhooks without annotations, on a cluster of its own. */
@RunsOnce
class WebhookSessionTest {

    private static final String WEBHOOKS = "classpath:webhooks/webhooks.yaml";
    private static final String GADGETS = "/apis/webhooks.kubeuser.dev/v1/namespaces/default/gadgets";

    @Test
    @NeedsUnix
    void a_denial_by_a_webhook_is_none_by_rbac_in_the_report(@TempDir Path directory) throws Exception {
        Path files;
        try (KubeSession session = KubeSession.builder()
                        .cluster(ClusterKind.EMBEDDED)
                        .report(directory)
                        .start();
                GadgetWebhooks served = new GadgetWebhooks(session.webhooks())) {
            files = session.webhooks().directory();
            session.apply(WEBHOOKS);
            KubeAccess maker = session.user("maker", "gadget-makers");
            assertThat(maker.request("POST", GADGETS, """
                            {"apiVersion": "webhooks.kubeuser.dev/v1", "kind": "Gadget", "metadata": {"name": "evil"}}
                            """)).isForbiddenBy(Refusal.ADMISSION);
            assertThat(served.reviews()).isPositive();
            assertThat(session.webhooks()).isSameAs(session.webhooks());
            assertThat(session.webhooks().port())
                    .as("below the ports that systems give to connections")
                    .isBetween(15_000, 29_999);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files)))
                    .isEqualTo("rwx------");
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(session.webhooks().privateKey())))
                    .isEqualTo("rw-------");
        }
        assertThat(files).doesNotExist();
        assertThat(JsonParser.parseString(Files.readString(directory.resolve("report.json")))
                        .getAsJsonObject()
                        .get("rules")
                        .toString())
                .contains("\"create\"")
                .contains("\"nearDenials\":0");
    }

    @Test
    void a_server_with_another_certificate_is_not_trusted() throws Exception {
        try (KubeSession session =
                KubeSession.builder().cluster(ClusterKind.EMBEDDED).start()) {
            WebhookEndpoint expected = session.webhooks();
            session.apply(WEBHOOKS);
            try (WebhookEndpoint other = WebhookEndpoint.of(session.cluster(), expected.port());
                    GadgetWebhooks served = new GadgetWebhooks(other)) {
                assertThat(session.admin().request("POST", GADGETS, """
                                {"apiVersion": "webhooks.kubeuser.dev/v1", "kind": "Gadget", "metadata": {"name": "good"}}
                                """))
                        .hasStatus(500)
                        .hasMessageContaining("certificate signed by unknown authority");
                assertThat(served.reviews()).isZero();
            }
        }
    }

    @Test
    void an_existing_cluster_has_no_way_to_this_process() throws Exception {
        try (KubeSession started =
                KubeSession.builder().cluster(ClusterKind.EMBEDDED).start()) {
            Path kubeconfig = started.cluster().adminKubeconfig();
            String context = Files.readString(kubeconfig)
                    .lines()
                    .filter(line -> line.startsWith("current-context: "))
                    .map(line -> line.substring("current-context: ".length()))
                    .findFirst()
                    .orElseThrow();
            try (KubeSession existing = KubeSession.builder()
                    .cluster(ClusterKind.EXISTING)
                    .setting("kubeuser.kubeconfig", kubeconfig.toString())
                    .setting("kubeuser.context", context)
                    .start()) {
                assertThatExceptionOfType(ConfigurationException.class)
                        .isThrownBy(existing::webhooks)
                        .withMessage("Webhooks cannot be served to the existing cluster at "
                                + existing.cluster().server() + ": its API server has no known way to this process. Run"
                                + " the test on an embedded cluster, or on k3s with an engine on this Linux machine");
            }
        }
    }

    @ExtendWith(KubeUserExtension.class)
    static class UndeclaredCase {
        @Test
        void test(WebhookEndpoint webhooks) {}
    }

    @Test
    void an_endpoint_needs_the_annotation() {
        EngineRun run = EngineRun.of(Map.of("kubeuser.report", "off"), UndeclaredCase.class, DeclaredCase.class);

        assertThat(run.failures())
                .singleElement()
                .extracting(Throwable::getMessage, STRING)
                .endsWith("A WebhookEndpoint is injected into classes with @KubeWebhooks: put it on "
                        + UndeclaredCase.class);
    }

    @KubeWebhooks(port = 65536)
    static class HighPortCase {
        @Test
        void test(WebhookEndpoint webhooks) {}
    }

    @KubeWebhooks(port = -1)
    static class NegativePortCase {
        @Test
        void test(WebhookEndpoint webhooks) {}
    }

    @Test
    void a_port_that_no_socket_has_fails_before_a_cluster_starts() {
        EngineRun run = EngineRun.of(
                Map.of("kubeuser.cluster", "embedded", "kubeuser.control-plane.binary", "/no/program"),
                HighPortCase.class,
                NegativePortCase.class);

        assertThat(run.failures())
                .extracting(Throwable::getMessage)
                .containsExactlyInAnyOrder(
                        "@KubeWebhooks(port = 65536) on " + HighPortCase.class.getName()
                                + ": a port from 1 to 65535 is needed, or 0 for a free one",
                        "@KubeWebhooks(port = -1) on " + NegativePortCase.class.getName()
                                + ": a port from 1 to 65535 is needed, or 0 for a free one");
    }

    @KubeWebhooks(port = 39443)
    static class DeclaredCase {
        @Test
        void the_port_is_the_given_one(WebhookEndpoint webhooks) {
            assertThat(webhooks.port()).isEqualTo(39443);
            assertThat(webhooks).hasToString("webhooks at https://127.0.0.1:39443/");
        }
    }

    @Test
    void what_has_a_url_or_no_webhook_stays() throws Exception {
        try (KubeSession session =
                KubeSession.builder().cluster(ClusterKind.EMBEDDED).start()) {
            Manifests manifests = Manifests.parse("webhooks.yaml", """
                    apiVersion: admissionregistration.k8s.io/v1
                    kind: ValidatingWebhookConfiguration
                    metadata: {name: elsewhere}
                    webhooks: [{name: a.example.com, clientConfig: {url: "https://example.com/validate"}}]
                    ---
                    apiVersion: apiextensions.k8s.io/v1
                    kind: CustomResourceDefinition
                    metadata: {name: things.example.com}
                    spec: {group: example.com}
                    """);

            assertThat(session.webhooks().redirect(manifests)).isSameAs(manifests);
        }
    }
}
