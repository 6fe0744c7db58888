// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.escalation;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.kinds.Kind.EXISTING;
import static dev.kubeuser.query.AccessQuery.verb;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeCluster;
import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.credential.CertificateFlow;
import dev.kubeuser.credential.KeyAlgorithm;
import dev.kubeuser.credential.UserSpec;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.question.Refusal;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Who gets to be a node, and by it a ServiceAccount: gone on a real API server, with its Node authorizer. */
@KubeManifests("classpath:escalation/nodes.yaml")
class WalkedNodeTest {

    private static final Walk WALK = new Walk("classpath:escalation/nodes.yaml", "ClusterRole walked-nodes-goal");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String REQUESTS = "/apis/certificates.k8s.io/v1/certificatesigningrequests/";
    private static final String NAMESPACE = "/api/v1/namespaces/walked-nodes/";

    /** Asks for a certificate of a kubelet. */
    private static CertificateFlow request(String node, KubeAccess by) {
        UserSpec kubelet = UserSpec.named("system:node:" + node)
                .withGroups("system:nodes")
                .withKey(KeyAlgorithm.ECDSA_P256)
                .withExpiration(Duration.ofMinutes(10));
        CertificateFlow flow =
                new CertificateFlow(by.cluster(), kubelet, PATIENCE).by(by).generate();
        flow.submit(request -> request.getSpec()
                .signerName("kubernetes.io/kube-apiserver-client-kubelet")
                .usages(List.of("digital signature", "client auth")));
        return flow;
    }

    private static KubeAccess issued(CertificateFlow flow, KubeAccess by) {
        flow.await();
        assertThat(by.get(REQUESTS + flow.name())).isOk();
        return KubeAccess.connect(by.cluster(), flow.extract());
    }

    @Test
    void by_an_approved_request_of_a_kubelet(@KubeUser("nodes-approver") KubeAccess user) {
        assertThat(WALK.way(user, Certainty.LIKELY)).isEmpty();
        assertThat(WALK.way(user, Certainty.DEPENDS)).containsExactly(Technique.NODE_CERTIFICATE, Technique.NODE);
        try (CertificateFlow flow = request("walked-approved", user)) {
            flow.approve();
            try (KubeAccess node = issued(flow, user)) {
                assertThat(Walk.whoIs(node)).contains("system:node:walked-approved", "system:nodes");
            }
        }
    }

    /** A controller approves it, and the node asks for the token of a pod that is bound to it. */
    @Test
    void by_the_approval_of_nodes_that_join(
            @KubeUser("nodes-joiner") KubeAccess user, @KubeAdmin KubeAccess admin, Cluster cluster) {
        assertThat(WALK.way(user, Certainty.DEPENDS)).containsExactly(Technique.NODE_CERTIFICATE, Technique.NODE);
        assertThat(admin.request("POST", "/api/v1/nodes", "{\"metadata\": {\"name\": \"walked-joined\"}}"))
                .hasStatus(201);
        try (CertificateFlow flow = request("walked-joined", user);
                KubeAccess node = issued(flow, user)) {
            assertThat(admin.request("POST", NAMESPACE + "pods", """
                    {"metadata": {"name": "runs"},
                     "spec": {"serviceAccountName": "robot", "nodeName": "walked-joined",
                              "containers": [{"name": "c", "image": "i"}]}}""")).hasStatus(201);
            String uid = Walk.json(admin.get(NAMESPACE + "pods/runs"))
                    .getAsJsonObject("metadata")
                    .get("uid")
                    .getAsString();
            String token = Awaitility.await().atMost(PATIENCE).until(() -> token(node, uid), found -> !found.isEmpty());
            try (KubeAccess robot = Walk.with(cluster, token)) {
                assertThat(Walk.whoIs(robot)).contains("system:serviceaccount:walked-nodes:robot");
            }
            onlyForAudiencesThatARuleNames(node, uid);
        } finally {
            admin.request("DELETE", "/api/v1/nodes/walked-joined", null);
        }
    }

    /** No volume of the pod names an audience, so NodeRestriction asks authorizers. */
    private static void onlyForAudiencesThatARuleNames(KubeAccess node, String uid) {
        String verb = "request-serviceaccounts-token-audience";
        assertThat(node)
                .can(verb(verb, "sts.amazonaws.com").named("robot").in("walked-nodes"))
                .cannot(verb(verb, "sts.amazonaws.com").named("default").in("walked-nodes"))
                .cannot(verb(verb, "https://vault").named("robot").in("walked-nodes"));
        assertThat(request(node, uid, "\"sts.amazonaws.com\"")).hasStatus(201);
        assertThat(request(node, uid, "\"https://vault\"")).isForbiddenBy(Refusal.ADMISSION);
    }

    private static KubeResponse request(KubeAccess node, String podUid, String audiences) {
        return node.request("POST", NAMESPACE + "serviceaccounts/robot/token", """
                        {"spec": {"audiences": [%s], "boundObjectRef":
                          {"kind": "Pod", "apiVersion": "v1", "name": "runs", "uid": "%s"}}}""".formatted(audiences, podUid));
    }

    /** The Node authorizer hears of the pod with a delay. */
    private static String token(KubeAccess node, String podUid) {
        JsonObject answer = Walk.json(request(node, podUid, ""));
        return answer.get("status") instanceof JsonObject status && status.has("token")
                ? status.get("token").getAsString()
                : "";
    }

    /**
     * The API server passes a request on for who has nodes/proxy only; a kubelet that is asked itself asks for this.
     */
    @Test
    void by_the_logs_that_a_kubelet_serves(@KubeUser("nodes-log-reader") KubeAccess user, @KubeAdmin KubeAccess admin) {
        assertThat(WALK.way(user, Certainty.LIKELY)).isEmpty();
        assertThat(WALK.way(user, Certainty.DEPENDS)).containsExactly(Technique.LOGS);
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
    void not_by_the_renewal_of_one_s_own(@KubeUser("nodes-renewer") KubeAccess user) {
        assertThat(WALK.way(user, Certainty.DEPENDS)).isEmpty();
        assertThat(user.get("/api/v1/nodes")).isForbiddenBy(Refusal.AUTHORIZATION);
        try (CertificateFlow flow = request("walked-renewed", user)) {
            assertThat(user.request("PUT", REQUESTS + flow.name() + "/approval", "{}"))
                    .isForbiddenBy(Refusal.AUTHORIZATION);
        }
    }

    /** Who may make Secrets in kube-system joins as a node where the API server takes bootstrap tokens. */
    @Nested
    @KubeManifests("classpath:escalation/joining.yaml")
    @KubeCluster(apiserverArguments = "enable-bootstrap-token-auth=true")
    @RunsOn(except = EXISTING, because = "a cluster that is there already is taken as it is")
    class JoiningByBootstrapToken {

        private static final Walk JOINING = new Walk("classpath:escalation/joining.yaml", "ClusterRole joining-goal");

        @Test
        void by_a_token_in_groups_of_one_s_choice(@KubeUser("joiner") KubeAccess user, Cluster cluster) {
            assertThat(JOINING.way(user, Certainty.LIKELY)).isEmpty();
            assertThat(JOINING.way(user, Certainty.DEPENDS)).containsExactly(Technique.BOOTSTRAP_TOKEN);
            assertThat(user.request("POST", "/api/v1/namespaces/kube-system/secrets", """
                    {"metadata": {"name": "bootstrap-token-walked"}, "type": "bootstrap.kubernetes.io/token",
                     "stringData": {"token-id": "walked", "token-secret": "0123456789abcdef",
                       "usage-bootstrap-authentication": "true",
                       "auth-extra-groups": "system:bootstrappers:walked"}}"""))
                    .hasStatus(201);
            try (KubeAccess joined = Walk.with(cluster, "walked.0123456789abcdef")) {
                Awaitility.await()
                        .atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(Walk.whoIs(joined))
                                .contains("system:bootstrap:walked", "system:bootstrappers:walked"));
                assertThat(joined.get("/api/v1/podtemplates")).isOk();
            }
        }
    }
}
