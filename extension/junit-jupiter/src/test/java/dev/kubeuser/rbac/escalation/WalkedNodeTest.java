// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.escalation;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.apply.AppliedManifests;
import dev.kubeuser.auth.internal.Pem;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.credential.CertificateFlow;
import dev.kubeuser.credential.ClientCredential;
import dev.kubeuser.credential.KeyAlgorithm;
import dev.kubeuser.credential.UserSpec;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.question.Refusal;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CertificatesV1Api;
import io.kubernetes.client.openapi.models.V1CertificateSigningRequest;
import io.kubernetes.client.openapi.models.V1CertificateSigningRequestCondition;
import io.kubernetes.client.openapi.models.V1CertificateSigningRequestSpec;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who gets to be a node, and by it a ServiceAccount: gone on a real API server, with its Node authorizer. */
class WalkedNodeTest {

    private static final Walk WALK = new Walk("escalation/nodes.yaml");
    private static final String GOAL = "ClusterRole walked-nodes-goal";
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String NAMESPACE = "/api/v1/namespaces/walked-nodes/";

    @AutoClose
    static AppliedManifests policy;

    @BeforeAll
    static void there_is_a_policy(@KubeAdmin KubeAccess admin) {
        policy = AppliedManifests.apply(Manifests.load("classpath:" + WALK.policy()), admin);
    }

    private static UserSpec node(String name) {
        return UserSpec.named("system:node:" + name)
                .withGroups("system:nodes")
                .withKey(KeyAlgorithm.ECDSA_P256)
                .withExpiration(Duration.ofMinutes(10));
    }

    private static V1CertificateSigningRequest request(CertificateFlow flow, KubeAccess by) throws ApiException {
        return by.client(CertificatesV1Api.class)
                .createCertificateSigningRequest(new V1CertificateSigningRequest()
                        .metadata(new V1ObjectMeta().generateName("walked-node-"))
                        .spec(new V1CertificateSigningRequestSpec()
                                .signerName("kubernetes.io/kube-apiserver-client-kubelet")
                                .request(flow.requestPem().getBytes(StandardCharsets.UTF_8))
                                .usages(List.of("digital signature", "client auth"))))
                .execute();
    }

    private static void approve(V1CertificateSigningRequest request, KubeAccess by) throws ApiException {
        request.getStatus()
                .addConditionsItem(new V1CertificateSigningRequestCondition()
                        .type("Approved")
                        .status("True")
                        .reason("Walked"));
        by.client(CertificatesV1Api.class)
                .replaceCertificateSigningRequestApproval(request.getMetadata().getName(), request)
                .execute();
    }

    private static KubeAccess issued(
            CertificateFlow flow, V1CertificateSigningRequest request, KubeAccess by, Cluster cluster)
            throws CertificateException {
        byte[] certificate = Awaitility.await()
                .atMost(PATIENCE)
                .until(
                        () -> by.client(CertificatesV1Api.class)
                                .readCertificateSigningRequest(
                                        request.getMetadata().getName())
                                .execute()
                                .getStatus()
                                .getCertificate(),
                        found -> found != null && found.length > 0);
        return KubeAccess.connect(cluster, new ClientCredential(flow.keyPair(), Pem.readCertificate(certificate)));
    }

    @Test
    void by_an_approved_request_of_a_kubelet(@KubeUser("nodes-approver") KubeAccess user, Cluster cluster)
            throws ApiException, CertificateException {
        assertThat(WALK.way(user, GOAL, Certainty.LIKELY)).isEmpty();
        assertThat(WALK.way(user, GOAL, Certainty.DEPENDS)).containsExactly(Technique.NODE_CERTIFICATE, Technique.NODE);
        try (CertificateFlow flow = new CertificateFlow(cluster, node("walked-approved"), PATIENCE).generate()) {
            V1CertificateSigningRequest request = request(flow, user);
            approve(request, user);
            try (KubeAccess node = issued(flow, request, user, cluster)) {
                assertThat(Walk.whoIs(node)).contains("system:node:walked-approved", "system:nodes");
            }
        }
    }

    /** A controller approves it, and the node asks for the token of a pod that is bound to it. */
    @Test
    void by_the_approval_of_nodes_that_join(
            @KubeUser("nodes-joiner") KubeAccess user, @KubeAdmin KubeAccess admin, Cluster cluster)
            throws ApiException, CertificateException {
        assertThat(WALK.way(user, GOAL, Certainty.DEPENDS)).containsExactly(Technique.NODE_CERTIFICATE, Technique.NODE);
        assertThat(admin.request("POST", "/api/v1/nodes", "{\"metadata\": {\"name\": \"walked-joined\"}}"))
                .hasStatus(201);
        try (CertificateFlow flow = new CertificateFlow(cluster, node("walked-joined"), PATIENCE).generate();
                KubeAccess node = issued(flow, request(flow, user), user, cluster)) {
            assertThat(admin.request("POST", NAMESPACE + "pods", """
                    {"metadata": {"name": "runs"},
                     "spec": {"serviceAccountName": "robot", "nodeName": "walked-joined",
                              "containers": [{"name": "c", "image": "i"}]}}""")).hasStatus(201);
            JsonObject pod = JsonParser.parseString(
                            admin.get(NAMESPACE + "pods/runs").body())
                    .getAsJsonObject();
            String uid = pod.getAsJsonObject("metadata").get("uid").getAsString();
            String token = Awaitility.await().atMost(PATIENCE).until(() -> token(node, uid), found -> !found.isEmpty());
            try (KubeAccess robot = Walk.with(cluster, token)) {
                assertThat(Walk.whoIs(robot)).contains("system:serviceaccount:walked-nodes:robot");
            }
        } finally {
            admin.request("DELETE", "/api/v1/nodes/walked-joined", null);
        }
    }

    /** The Node authorizer hears of the pod with a delay. */
    private static String token(KubeAccess node, String podUid) {
        JsonObject answer = JsonParser.parseString(
                        node.request("POST", NAMESPACE + "serviceaccounts/robot/token", """
                                {"spec": {"audiences": [], "boundObjectRef":
                                  {"kind": "Pod", "apiVersion": "v1", "name": "runs", "uid": "%s"}}}""".formatted(podUid))
                                .body())
                .getAsJsonObject();
        return answer.get("status") instanceof JsonObject status && status.has("token")
                ? status.get("token").getAsString()
                : "";
    }

    /**
     * The API server passes a request on for who has nodes/proxy only; a kubelet that is asked itself asks for this.
     */
    @Test
    void by_the_logs_that_a_kubelet_serves(@KubeUser("nodes-log-reader") KubeAccess user, @KubeAdmin KubeAccess admin) {
        assertThat(WALK.way(user, GOAL, Certainty.LIKELY)).isEmpty();
        assertThat(WALK.way(user, GOAL, Certainty.DEPENDS)).containsExactly(Technique.LOGS);
        assertThat(user.get("/api/v1/nodes/walked/proxy/logs/")).isForbiddenBy(Refusal.AUTHORIZATION);
        assertThat(admin.request("POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews", """
                        {"spec": {"user": "nodes-log-reader", "resourceAttributes":
                          {"verb": "get", "version": "v1", "resource": "nodes", "subresource": "log",
                           "name": "walked"}}}""")
                        .body())
                .contains("\"allowed\":true");
    }

    /** That is for a node which renews its own certificate. */
    @Test
    void not_by_the_renewal_of_one_s_own(@KubeUser("nodes-renewer") KubeAccess user, Cluster cluster)
            throws ApiException {
        assertThat(WALK.way(user, GOAL, Certainty.DEPENDS)).isEmpty();
        assertThat(user.get("/api/v1/nodes")).isForbiddenBy(Refusal.AUTHORIZATION);
        try (CertificateFlow flow = new CertificateFlow(cluster, node("walked-renewed"), PATIENCE).generate()) {
            V1CertificateSigningRequest request = request(flow, user);
            assertThat(user.request(
                            "PUT",
                            "/apis/certificates.k8s.io/v1/certificatesigningrequests/"
                                    + request.getMetadata().getName() + "/approval",
                            "{}"))
                    .isForbiddenBy(Refusal.AUTHORIZATION);
        }
    }
}
