// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.escalation;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.kinds.Kind.EMBEDDED;
import static dev.kubeuser.query.AccessQuery.list;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeAnonymous;
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
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.rbac.escalation.internal.Goal;
import dev.kubeuser.testkit.Patch;
import dev.kubeuser.testkit.VersionUnderTest;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * The ways that are found lead where they say: each is gone on a real API server, which refuses it to who lacks one
 * right. Some do without the verb that one would expect.
 */
@KubeManifests({
    "classpath:escalation/walked.yaml",
    "classpath:escalation/detours.yaml",
    "classpath:escalation/deputies.yaml"
})
class WalkedPathTest {

    private static final String RBAC = "/apis/rbac.authorization.k8s.io/v1/";
    private static final Walk WALK = new Walk("classpath:escalation/walked.yaml", "ClusterRole walked-secrets");
    private static final Walk DEPUTIES = new Walk("classpath:escalation/deputies.yaml", "ClusterRole deputies-goal");
    private static final String ROBOT = "system:serviceaccount:walked-deputies:robot";
    private static final String BINDINGS = RBAC + "namespaces/walked-deputies/rolebindings";
    private static final String VOLUMES = "/api/v1/persistentvolumes";
    private static final String SECRETS = "/api/v1/namespaces/detours/secrets";
    private static final String WORD = "c3dvcmRmaXNo";

    @KubeUser("walker")
    private KubeAccess walker;

    @KubeUser("stroller")
    private KubeAccess stroller;

    @KubeUser("drifter")
    private KubeAccess drifter;

    /** A token, and by it a binding of a role that neither of the two has. */
    @Test
    void by_token_and_bind_over_two_steps() {
        assertThat(WALK.way(walker, Certainty.LIKELY, Technique.ESCALATE, Technique.IMPERSONATE, Technique.CERTIFICATE))
                .containsExactly(Technique.TOKEN_REQUEST, Technique.BIND);
        String secrets = "/api/v1/namespaces/walked/secrets";
        assertThat(walker.get(secrets)).isForbidden();
        try (KubeAccess robot = Walk.asAccount(walker, "walked", "robot")) {
            assertThat(Walk.bind(robot, "walked", "ClusterRole walked-secrets", walker.name()))
                    .hasStatus(201);
            assertThat(walker).eventually().can(list("secrets").in("walked"));
            assertThat(walker.get(secrets)).isOk();
            assertThat(Walk.bind(robot, "walked", "ClusterRole cluster-admin", walker.name()))
                    .isForbiddenBy(Refusal.ESCALATION);
        }
    }

    /** Who may do everything but the one thing gets no further. */
    @Test
    void not_without_the_one_right() {
        assertThat(WALK.way(stroller, Certainty.LIKELY)).isEmpty();
        assertThat(WALK.way(stroller, new Goal.ClusterAdmin(), Certainty.LIKELY))
                .isEmpty();
        assertThat(Walk.askForToken(stroller, "walked", "robot")).isForbiddenBy(Refusal.AUTHORIZATION);
        assertThat(Walk.bind(stroller, "walked", "ClusterRole walked-secrets", stroller.name()))
                .isForbiddenBy(Refusal.ESCALATION);
        assertThat(widen(stroller, "limitranges")).isForbiddenBy(Refusal.ESCALATION);
        assertThat(volumes(stroller, stroller.name(), "system:masters")).isForbiddenBy(Refusal.IMPERSONATION);
        assertThat(volumes(stroller, "system:serviceaccount:walked:robot")).isForbiddenBy(Refusal.IMPERSONATION);
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

    private static KubeResponse volumes(KubeAccess user, String as, String... groups) {
        try (KubeAccess impersonated = user.impersonating(as, groups)) {
            return impersonated.get(VOLUMES);
        }
    }

    @Test
    void by_impersonating_the_masters() {
        assertThat(WALK.way(walker, new Goal.ClusterAdmin(), Certainty.LIKELY, Technique.ESCALATE))
                .containsExactly(Technique.IMPERSONATE);
        assertThat(walker.get(VOLUMES)).isForbidden();
        assertThat(volumes(walker, walker.name(), "system:masters")).isOk();
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
        try (CertificateFlow flow = new CertificateFlow(cluster, other, Duration.ofSeconds(30))) {
            flow.generate().submit();
            assertThat(walker.get("/apis/certificates.k8s.io/v1/certificatesigningrequests/" + flow.name()))
                    .isOk();
            flow.by(walker).approve();
            flow.await();
            try (KubeAccess access = KubeAccess.connect(cluster, flow.extract())) {
                assertThat(access.get(VOLUMES)).isOk();
            }
        }
    }

    @Test
    void a_patch_that_changes_nothing_reads() {
        assertThat(drifter.get(SECRETS + "/kept")).isForbidden();
        assertThat(Patch.merge(drifter, SECRETS + "/kept", "{}").body()).contains(WORD);
    }

    /** Even if it is not really done. */
    @Test
    void to_delete_several_reads() {
        assertThat(drifter.get(SECRETS)).isForbidden();
        assertThat(drifter.request("DELETE", SECRETS + "?dryRun=All", null).body())
                .contains(WORD);
    }

    @Test
    void an_object_that_a_rule_names_is_made_by_apply() {
        String jobs = "/apis/batch/v1/namespaces/detours/jobs";
        String job = """
                {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "build"},
                 "spec": {"template": {"spec": {"restartPolicy": "Never", "serviceAccountName": "robot",
                   "containers": [{"name": "c", "image": "i"}]}}}}""";
        assertThat(drifter.request("POST", jobs, job)).isForbiddenBy(Refusal.AUTHORIZATION);
        assertThat(Patch.apply(drifter, jobs + "/build?fieldManager=drifter", job))
                .hasStatus(201);
    }

    @Test
    void a_binding_that_a_rule_names_is_made_by_put() {
        String binding = """
                {"metadata": {"name": "detours-mine"},
                 "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "cluster-admin"}}""";
        assertThat(drifter.request("POST", RBAC + "clusterrolebindings", binding))
                .isForbiddenBy(Refusal.AUTHORIZATION);
        assertThat(drifter.request("PUT", RBAC + "clusterrolebindings/detours-mine?dryRun=All", binding))
                .hasStatus(201);
    }

    @Test
    void a_ServiceAccount_is_impersonated_among_the_masters() {
        assertThat(drifter.get(VOLUMES)).isForbidden();
        assertThat(volumes(drifter, "system:serviceaccount:detours:robot", "system:masters"))
                .isOk();
    }

    @Test
    void a_role_of_one_s_own_is_bound_while_it_is_empty() {
        String roles = RBAC + "namespaces/detours/roles";
        assertThat(drifter.request("POST", roles, "{\"metadata\": {\"name\": \"own\"}}"))
                .hasStatus(201);
        assertThat(Walk.bind(drifter, "detours", "Role own", "drifter")).hasStatus(201);
        assertThat(drifter.request("PUT", roles + "/own", """
                {"metadata": {"name": "own"},
                 "rules": [{"apiGroups": [""], "resources": ["endpoints"], "verbs": ["list"]}]}""")).isOk();
        assertThat(drifter).eventually().can(list("endpoints").in("detours"));
        assertThat(drifter.get("/api/v1/namespaces/detours/endpoints")).isOk();
    }

    @Test
    void a_role_that_one_has_is_bound_to_others() {
        assertThat(Walk.bind(drifter, "detours", "ClusterRole detours-local", "somebody"))
                .hasStatus(201);
        assertThat(Walk.bind(drifter, "detours", "ClusterRole edit", "somebody"))
                .isForbiddenBy(Refusal.ESCALATION);
    }

    @Test
    void a_role_is_deleted_and_made_again() {
        String path = RBAC + "clusterroles";
        assertThat(drifter.get("/api/v1/nodes")).isForbidden();
        assertThat(drifter.request("DELETE", path + "/detours-replaced", null)).isOk();
        assertThat(drifter.request("POST", path, """
                {"metadata": {"name": "detours-replaced"},
                 "rules": [{"apiGroups": [""], "resources": ["nodes"], "verbs": ["list"]}]}""")).hasStatus(201);
        assertThat(drifter).eventually().can(list("nodes"));
        assertThat(drifter.get("/api/v1/nodes")).isOk();
    }

    @RunsOn(value = EMBEDDED, because = "k3s lets nobody in without a credential, and other clusters may not")
    @Test
    void who_sends_no_credential_may_do_more(@KubeAnonymous KubeAccess anonymous) {
        String controllers = "/api/v1/replicationcontrollers";
        assertThat(drifter.get(controllers)).isForbidden();
        assertThat(anonymous.get(controllers)).isOk();
    }

    @Test
    void a_user_is_impersonated_for_one_request(@KubeUser("deputy") KubeAccess user) {
        assertBinds(user, "chief");
    }

    @Test
    void a_ServiceAccount_is_impersonated_for_one_request(@KubeUser("assistant") KubeAccess user) {
        assertBinds(user, ROBOT);
    }

    /** For the request to bind it takes the right to impersonate, for the verb bind it does not. */
    private static void assertBinds(KubeAccess user, String as) {
        VersionUnderTest.assumeHas(user.cluster(), ServerFeature.CONSTRAINED_IMPERSONATION);
        assertThat(DEPUTIES.way(user, Certainty.CERTAIN)).isEmpty();
        assertThat(DEPUTIES.way(user, Certainty.LIKELY))
                .containsExactly(Technique.CONSTRAINED_IMPERSONATION, Technique.BIND);
        try (KubeAccess impersonated = user.impersonating(as)) {
            assertThat(impersonated.get(BINDINGS)).isForbidden();
            assertThat(Walk.bind(impersonated, "walked-deputies", DEPUTIES.role(), user.name()))
                    .hasStatus(201);
        }
        assertThat(user).eventually().can(list("podtemplates").in("walked-deputies"));
    }

    /** Nobody is impersonated among the masters that way, nor for other verbs, nor a ServiceAccount as a user. */
    @Test
    void not_for_what_is_not_allowed(@KubeUser("pretender") KubeAccess user, Cluster cluster) {
        VersionUnderTest.assumeHas(cluster, ServerFeature.CONSTRAINED_IMPERSONATION);
        assertThat(DEPUTIES.way(user, Certainty.DEPENDS)).isEmpty();
        try (KubeAccess chief = user.impersonating("chief");
                KubeAccess robot = user.impersonating(ROBOT);
                KubeAccess master = user.impersonating("chief", "system:masters")) {
            assertThat(chief.get(BINDINGS)).isOk();
            assertThat(Walk.bind(chief, "walked-deputies", DEPUTIES.role(), user.name()))
                    .isForbidden();
            assertThat(robot.get(BINDINGS)).isForbidden();
            assertThat(master.get(BINDINGS)).isForbidden();
        }
    }
}
