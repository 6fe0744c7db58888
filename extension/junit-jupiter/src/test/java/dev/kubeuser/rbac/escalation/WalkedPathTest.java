// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.escalation;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.list;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.apply.AppliedManifests;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.credential.BearerToken;
import dev.kubeuser.credential.CertificateFlow;
import dev.kubeuser.credential.KeyAlgorithm;
import dev.kubeuser.credential.ServiceAccountSpec;
import dev.kubeuser.credential.UserSpec;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.question.Refusal;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.UserInfo;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CertificatesV1Api;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.AuthenticationV1TokenRequest;
import io.kubernetes.client.openapi.models.V1CertificateSigningRequest;
import io.kubernetes.client.openapi.models.V1CertificateSigningRequestCondition;
import io.kubernetes.client.openapi.models.V1TokenRequestSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import okhttp3.Request;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The ways that are found lead where they say: each is gone on a real API server, which refuses it to who lacks one
 * right.
 */
@KubeUser("walker")
@KubeUser("stroller")
class WalkedPathTest {

    private static final String RBAC = "/apis/rbac.authorization.k8s.io/v1/";
    private static final String POLICY = "escalation/walked.yaml";

    @AutoClose
    static AppliedManifests policy;

    @KubeUser("walker")
    private KubeAccess walker;

    @KubeUser("stroller")
    private KubeAccess stroller;

    @BeforeAll
    static void there_is_a_policy(@KubeAdmin KubeAccess admin) {
        policy = AppliedManifests.apply(Manifests.load("classpath:" + POLICY), admin);
    }

    private static List<Technique> way(KubeAccess user, Goal goal, Technique... ignored) {
        RbacPolicy known = Manifests.load("classpath:" + POLICY).rbacPolicy();
        return Escalation.in(known)
                .ignoring(Set.of(ignored))
                .find(UserInfo.user(user.name()), goal)
                .map(path -> path.steps().stream().map(Step::technique).toList())
                .orElse(List.of());
    }

    private static Goal role(String name) {
        return new Goal.Role(RoleReference.parse("ClusterRole " + name));
    }

    private static KubeAccess robot(KubeAccess user) throws ApiException {
        String token = user.client(CoreV1Api.class)
                .createNamespacedServiceAccountToken(
                        "robot",
                        "walked",
                        new AuthenticationV1TokenRequest()
                                .spec(new V1TokenRequestSpec()
                                        .audiences(List.of())
                                        .expirationSeconds(600L)))
                .execute()
                .getStatus()
                .getToken();
        ServiceAccountSpec account = ServiceAccountSpec.named("walked", "robot").withExpiration(Duration.ofMinutes(10));
        return KubeAccess.connect(
                user.cluster(), new BearerToken(account, token, Instant.now().plusSeconds(600)));
    }

    private static KubeResponse bind(KubeAccess user, String role, String toUser) {
        return user.request("POST", RBAC + "namespaces/walked/rolebindings", """
                {"metadata": {"generateName": "walked-"},
                 "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "%s"},
                 "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": "%s"}]}""".formatted(role, toUser));
    }

    /** A token, and by it a binding of a role that neither of the two has. */
    @Test
    void by_token_and_bind_over_two_steps() throws ApiException {
        assertThat(way(
                        walker,
                        role("walked-secrets"),
                        Technique.ESCALATE,
                        Technique.IMPERSONATE,
                        Technique.CERTIFICATE))
                .containsExactly(Technique.TOKEN_REQUEST, Technique.BIND);
        String secrets = "/api/v1/namespaces/walked/secrets";
        assertThat(walker.get(secrets)).isForbidden();
        try (KubeAccess robot = robot(walker)) {
            assertThat(bind(robot, "walked-secrets", walker.name())).hasStatus(201);
            assertThat(walker).eventually().can(list("secrets").in("walked"));
            assertThat(walker.get(secrets)).isOk();
            assertThat(bind(robot, "cluster-admin", walker.name())).isForbiddenBy(Refusal.ESCALATION);
        }
    }

    /** Who may do everything but the one thing gets no further. */
    @Test
    void not_without_the_one_right() {
        assertThat(way(stroller, role("walked-secrets"))).isEmpty();
        assertThat(way(stroller, new Goal.ClusterAdmin())).isEmpty();
        assertThat(stroller.request(
                        "POST",
                        "/api/v1/namespaces/walked/serviceaccounts/robot/token",
                        "{\"spec\": {\"audiences\": []}}"))
                .isForbiddenBy(Refusal.AUTHORIZATION);
        assertThat(bind(stroller, "walked-secrets", stroller.name())).isForbiddenBy(Refusal.ESCALATION);
        assertThat(widen(stroller, "limitranges")).isForbiddenBy(Refusal.ESCALATION);
        assertThat(impersonate(stroller)).isForbiddenBy(Refusal.IMPERSONATION);
        assertThat(stroller.send(request(stroller)
                        .header("Impersonate-User", "system:serviceaccount:walked:robot")
                        .build()))
                .isForbiddenBy(Refusal.IMPERSONATION);
    }

    private static KubeResponse widen(KubeAccess user, String resource) {
        return user.request("PUT", RBAC + "clusterroles/walked-writable", """
                {"metadata": {"name": "walked-writable"},
                 "rules": [{"apiGroups": [""], "resources": ["%s"], "verbs": ["list"]}]}""".formatted(resource));
    }

    @Test
    void by_escalate_into_a_role_that_one_has() {
        assertThat(way(
                        walker,
                        new Goal.ClusterAdmin(),
                        Technique.IMPERSONATE,
                        Technique.CERTIFICATE,
                        Technique.TOKEN_REQUEST))
                .containsExactly(Technique.ESCALATE);
        assertThat(widen(walker, "nodes")).isOk();
        assertThat(walker).eventually().can(list("nodes"));
        assertThat(walker.get("/api/v1/nodes")).isOk();
    }

    private static Request.Builder request(KubeAccess user) {
        return new Request.Builder().url(user.url("/api/v1/persistentvolumes"));
    }

    private static KubeResponse impersonate(KubeAccess user) {
        return user.send(request(user)
                .header("Impersonate-User", user.name())
                .header("Impersonate-Group", "system:masters")
                .build());
    }

    @Test
    void by_impersonating_the_masters() {
        assertThat(way(walker, new Goal.ClusterAdmin(), Technique.ESCALATE)).containsExactly(Technique.IMPERSONATE);
        assertThat(walker.get("/api/v1/persistentvolumes")).isForbidden();
        assertThat(impersonate(walker)).isOk();
    }

    @Test
    void by_a_certificate_in_the_name_of_another(Cluster cluster) throws ApiException {
        assertThat(way(
                        walker,
                        role("walked-volumes"),
                        Technique.IMPERSONATE,
                        Technique.TOKEN_REQUEST,
                        Technique.ESCALATE))
                .containsExactly(Technique.CERTIFICATE);
        UserSpec other = UserSpec.named("anybody")
                .withGroups("walked-storage")
                .withKey(KeyAlgorithm.ECDSA_P256)
                .withExpiration(Duration.ofMinutes(10));
        try (CertificateFlow flow = new CertificateFlow(cluster, other, Duration.ofSeconds(10))) {
            flow.generate().submit();
            approve(flow.name());
            flow.await();
            try (KubeAccess access = KubeAccess.connect(cluster, flow.extract())) {
                assertThat(access.get("/api/v1/persistentvolumes")).isOk();
            }
        }
    }

    private void approve(String name) throws ApiException {
        CertificatesV1Api certificates = walker.client(CertificatesV1Api.class);
        V1CertificateSigningRequest request =
                certificates.readCertificateSigningRequest(name).execute();
        request.getStatus()
                .addConditionsItem(new V1CertificateSigningRequestCondition()
                        .type("Approved")
                        .status("True")
                        .reason("Walked"));
        V1CertificateSigningRequest approved = certificates
                .replaceCertificateSigningRequestApproval(name, request)
                .execute();
        assertThat(approved.getStatus().getConditions()).isNotEmpty();
    }
}
