// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.webhook;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.assertion.KubeAssertions.assertThatExceptionOfType;
import static dev.kubeuser.assertion.KubeAssertions.assertThatIllegalArgumentException;

import com.google.gson.JsonParser;
import dev.kubeuser.KubeUserExtension;
import dev.kubeuser.KubeWebhooks;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.base.ConfigurationException;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.manifest.ManifestException;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.question.Refusal;
import dev.kubeuser.run.KubeSession;
import dev.kubeuser.testkit.EngineRun;
import dev.kubeuser.testkit.NeedsUnix;
import dev.kubeuser.testkit.Policy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
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
                .contains("\"create\"");
    }

    @Test
    void a_server_with_another_certificate_is_not_trusted() throws Exception {
        try (KubeSession session =
                KubeSession.builder().cluster(ClusterKind.EMBEDDED).start()) {
            WebhookEndpoint expected = session.webhooks();
            session.apply(WEBHOOKS);
            try (WebhookEndpoint other = WebhookEndpoint.of(session.cluster());
                    GadgetWebhooks served = new GadgetWebhooks(expected.address(), other.sslContext())) {
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

        assertThat(run.failure())
                .message()
                .endsWith("A WebhookEndpoint is injected into classes with @KubeWebhooks: put it on "
                        + UndeclaredCase.class);
    }

    @KubeWebhooks
    static class DeclaredCase {
        @Test
        void says_where_it_is(WebhookEndpoint webhooks) {
            assertThat(webhooks).hasToString("webhooks at https://127.0.0.1:" + webhooks.port() + "/");
        }
    }

    @Test
    void what_has_a_url_or_no_webhook_stays() throws Exception {
        try (KubeSession session =
                KubeSession.builder().cluster(ClusterKind.EMBEDDED).start()) {
            Manifests manifests = new Policy()
                    .admission(
                            "ValidatingWebhookConfiguration",
                            "elsewhere",
                            "webhooks: [{name: a.example.com, clientConfig: {url: 'https://example.com/validate'}}]")
                    .definition("things.example.com", "Thing", "Cluster")
                    .manifests();

            assertThat(session.webhooks().redirect(manifests)).isSameAs(manifests);
        }
    }

    private static Manifests definition(String config) {
        return new Policy()
                .object("apiextensions.k8s.io/v1 CustomResourceDefinition", "things.example.com", """
                    spec:
                      group: example.com
                      names: {kind: Thing, plural: things}
                      scope: Namespaced
                      versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]
                      conversion: {strategy: Webhook, webhook: {conversionReviewVersions: [v1], clientConfig: %s}}
                    """.formatted(config))
                .manifests("crd.yaml");
    }

    private static Manifests configuration(String kind, String config) {
        return new Policy().admission(kind, "guard", """
                    webhooks:
                    - name: guard.example.com
                      sideEffects: None
                      admissionReviewVersions: [v1]
                      clientConfig: %s
                    """.formatted(config)).manifests("webhook.yaml");
    }

    private static final Map<String, String> REFUSED = Map.of(
            "{service: {namespace: ops}}", "name",
            "{service: abc}", "cannot unmarshal string",
            "{service: {namespace: ops, name: guard, port: 99999}}", "port",
            "{service: {namespace: ops, name: guard, port: '443'}}", "cannot unmarshal string",
            "{service: {namespace: ops, name: guard, path: validate}}", "must start with a '/'",
            "{service: {namespace: ops, name: guard, path: '/my guard'}}", "path",
            "{service: {namespace: ops, name: guard}, url: 'https://example.com/'}", "exactly one of",
            "{service: {namespace: ops, name: guard}, caBundle: '-'}", "illegal base64");

    @Test
    void what_productions_api_server_refuses_is_refused_here() {
        try (KubeSession session =
                KubeSession.builder().cluster(ClusterKind.EMBEDDED).start()) {
            WebhookEndpoint webhooks = session.webhooks();
            REFUSED.forEach((config, words) -> {
                for (Manifests manifests : List.of(
                        configuration("ValidatingWebhookConfiguration", config),
                        configuration("MutatingWebhookConfiguration", config),
                        definition(config))) {
                    assertThatExceptionOfType(ManifestException.class)
                            .as(config)
                            .isThrownBy(() -> webhooks.redirect(manifests))
                            .withMessageMatching(
                                    "(?s)\\w+\\.yaml:\\d+: the webhooks of .* were refused by the API server"
                                            + " in a dry run, before they were made to call the test, with "
                                            + "(400|422): .*")
                            .withMessageContaining(words);
                }
            });
            assertThat(webhooks.redirect(configuration(
                                    "ValidatingWebhookConfiguration",
                                    "{service: {namespace: ops, name: guard}, caBundle: ''}"))
                            .objects()
                            .get(0)
                            .json()
                            .toString())
                    .contains(webhooks.url("/").toString());
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> webhooks.url("/my guard"))
                    .withMessage(
                            "A webhook cannot have the path \"/my guard\": Illegal character in path. Write it with"
                                    + " percent signs, as %20 for a blank");
        }
    }
}
