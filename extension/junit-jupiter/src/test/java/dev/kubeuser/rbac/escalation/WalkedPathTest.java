// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.escalation;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.list;

import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.credential.CertificateFlow;
import dev.kubeuser.credential.KeyAlgorithm;
import dev.kubeuser.credential.UserSpec;
import dev.kubeuser.question.Refusal;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.escalation.internal.Goal;
import java.time.Duration;
import okhttp3.Request;
import org.junit.jupiter.api.Test;

/**
 * The ways that are found lead where they say: each is gone on a real API server, which refuses it to who lacks one
 * right.
 */
@KubeManifests("classpath:escalation/walked.yaml")
@KubeUser("walker")
@KubeUser("stroller")
class WalkedPathTest {

    private static final String RBAC = "/apis/rbac.authorization.k8s.io/v1/";
    private static final Walk WALK = new Walk("classpath:escalation/walked.yaml", "ClusterRole walked-secrets");

    @KubeUser("walker")
    private KubeAccess walker;

    @KubeUser("stroller")
    private KubeAccess stroller;

    private static KubeAccess robot(KubeAccess user) {
        KubeResponse token = user.request(
                "POST", "/api/v1/namespaces/walked/serviceaccounts/robot/token", "{\"spec\": {\"audiences\": []}}");
        return Walk.with(
                user.cluster(),
                Walk.json(token).getAsJsonObject("status").get("token").getAsString());
    }

    private static KubeResponse bind(KubeAccess user, String role, String toUser) {
        return user.request("POST", RBAC + "namespaces/walked/rolebindings", """
                {"metadata": {"generateName": "walked-"},
                 "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "%s"},
                 "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": "%s"}]}""".formatted(role, toUser));
    }

    /** A token, and by it a binding of a role that neither of the two has. */
    @Test
    void by_token_and_bind_over_two_steps() {
        assertThat(WALK.way(walker, Certainty.LIKELY, Technique.ESCALATE, Technique.IMPERSONATE, Technique.CERTIFICATE))
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
        assertThat(WALK.way(stroller, Certainty.LIKELY)).isEmpty();
        assertThat(WALK.way(stroller, new Goal.ClusterAdmin(), Certainty.LIKELY))
                .isEmpty();
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
        assertThat(WALK.way(
                        walker,
                        new Goal.ClusterAdmin(),
                        Certainty.LIKELY,
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
        assertThat(WALK.way(walker, new Goal.ClusterAdmin(), Certainty.LIKELY, Technique.ESCALATE))
                .containsExactly(Technique.IMPERSONATE);
        assertThat(walker.get("/api/v1/persistentvolumes")).isForbidden();
        assertThat(impersonate(walker)).isOk();
    }

    @Test
    void by_a_certificate_in_the_name_of_another(Cluster cluster) {
        assertThat(WALK.way(
                        walker,
                        new Goal.Role(RoleReference.clusterRole("walked-volumes")),
                        Certainty.LIKELY,
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
            assertThat(walker.get("/apis/certificates.k8s.io/v1/certificatesigningrequests/" + flow.name()))
                    .isOk();
            flow.by(walker).approve();
            flow.await();
            try (KubeAccess access = KubeAccess.connect(cluster, flow.extract())) {
                assertThat(access.get("/api/v1/persistentvolumes")).isOk();
            }
        }
    }
}
