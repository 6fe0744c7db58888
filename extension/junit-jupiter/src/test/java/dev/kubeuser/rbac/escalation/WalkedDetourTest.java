// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.escalation;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.kinds.Kind.EMBEDDED;
import static dev.kubeuser.query.AccessQuery.list;

import dev.kubeuser.KubeAnonymous;
import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.question.Refusal;
import dev.kubeuser.testkit.Patch;
import okhttp3.Request;
import org.junit.jupiter.api.Test;

/** Ways that do without the verb one would expect, gone on a real API server. */
@KubeManifests("classpath:escalation/detours.yaml")
@KubeUser("drifter")
class WalkedDetourTest {

    private static final String RBAC = "/apis/rbac.authorization.k8s.io/v1/";
    private static final String SECRETS = "/api/v1/namespaces/detours/secrets";
    private static final String WORD = "c3dvcmRmaXNo";

    @KubeUser("drifter")
    private KubeAccess drifter;

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
        assertThat(drifter.get("/api/v1/persistentvolumes")).isForbidden();
        assertThat(drifter.send(new Request.Builder()
                        .url(drifter.url("/api/v1/persistentvolumes"))
                        .header("Impersonate-User", "system:serviceaccount:detours:robot")
                        .header("Impersonate-Group", "system:masters")
                        .build()))
                .isOk();
    }

    @Test
    void a_role_of_one_s_own_is_bound_while_it_is_empty() {
        String roles = RBAC + "namespaces/detours/roles";
        assertThat(drifter.request("POST", roles, "{\"metadata\": {\"name\": \"own\"}}"))
                .hasStatus(201);
        assertThat(bind("Role", "own", "User", "drifter")).hasStatus(201);
        assertThat(drifter.request("PUT", roles + "/own", """
                {"metadata": {"name": "own"},
                 "rules": [{"apiGroups": [""], "resources": ["endpoints"], "verbs": ["list"]}]}""")).isOk();
        assertThat(drifter).eventually().can(list("endpoints").in("detours"));
        assertThat(drifter.get("/api/v1/namespaces/detours/endpoints")).isOk();
    }

    private KubeResponse bind(String kind, String role, String subjectKind, String subject) {
        return drifter.request(
                "POST", RBAC + "namespaces/detours/rolebindings", """
                {"metadata": {"generateName": "detours-"},
                 "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "%s", "name": "%s"},
                 "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "%s", "name": "%s"}]}""".formatted(kind, role, subjectKind, subject));
    }

    @Test
    void a_role_that_one_has_is_bound_to_others() {
        assertThat(bind("ClusterRole", "detours-local", "User", "somebody")).hasStatus(201);
        assertThat(bind("ClusterRole", "edit", "User", "somebody")).isForbiddenBy(Refusal.ESCALATION);
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
}
