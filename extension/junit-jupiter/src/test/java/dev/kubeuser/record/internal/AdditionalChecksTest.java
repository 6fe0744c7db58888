// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.record.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeServiceAccount;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.apply.AppliedManifests;
import dev.kubeuser.assertion.KubeAssertions;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.kinds.InTurn;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.testkit.Patch;
import dev.kubeuser.testkit.Policy;
import dev.kubeuser.testkit.Recordings;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a request needs besides its own authorization is recorded; what only the policy tells is marked as inferred. */
@KubeUser("sadie")
@KubeServiceAccount("additional-checks-test/keeper")
@InTurn
class AdditionalChecksTest {

    private static final String CORE = "/api/v1/namespaces/additional-checks-test/";
    private static final String RBAC = "/apis/rbac.authorization.k8s.io/v1/namespaces/additional-checks-test/";
    private static final String LEASES = "/apis/coordination.k8s.io/v1/namespaces/additional-checks-test/leases";
    private static final String CSR = "/apis/certificates.k8s.io/v1/certificatesigningrequests";
    private static final String JSON = "application/json";
    private static final String SECRETS_ROLE = """
        {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": {"name": "made"},
         "rules": [{"apiGroups": [""], "resources": ["secrets"], "verbs": ["get"]}]}\
        """;

    @KubeUser("sadie")
    private KubeAccess sadie;

    @KubeAdmin
    private KubeAccess admin;

    @BeforeEach
    void isRepeatable() {
        admin.request("DELETE", CSR + "/additional-checks", null);
    }

    /** The decisions on sadie's requests under a policy, all of which were allowed. */
    private List<String> recorded(Policy policy, Consumer<KubeAccess> work) {
        Cluster cluster = sadie.cluster();
        Recorder recorder = Recordings.listen(cluster, cluster::auditLog);
        try (AppliedManifests applied = AppliedManifests.apply(policy.manifests(), admin)) {
            Runnable removed = recorder.applied(applied.objects(), "");
            work.accept(sadie);
            removed.run();
            return Recordings.take(recorder, cluster).states().stream()
                    .flatMap(state -> state.decisions().stream())
                    .filter(decision -> decision.user().name().equals("sadie") && decision.allowed())
                    .map(decision -> decision.request()
                            + (decision.inferred() ? ", inferred" : "")
                            + (decision.isAsserted() ? ", asserted" : ""))
                    .toList();
        } finally {
            admin.request("DELETE", RBAC + "roles", null);
            admin.request("DELETE", RBAC + "rolebindings", null);
            admin.request("DELETE", CORE + "configmaps", null);
            admin.request("DELETE", LEASES, null);
        }
    }

    /** What sadie may do. */
    private static Policy may(String... rules) {
        return new Policy().clusterRole("additional-checks-test", rules).to("user sadie");
    }

    private static KubeResponse allowed(KubeResponse answer) {
        assertThat(answer.code()).as("%s", answer).isLessThan(300);
        return answer;
    }

    private static KubeResponse impersonate(KubeAccess user, String path, Map<String, String> headers) {
        Request.Builder request = new Request.Builder().url(user.url(path));
        headers.forEach(request::header);
        return user.send(request.build());
    }

    @Test
    void a_question_about_oneself_as_somebody_else() {
        assertThat(recorded(
                        may("impersonate users,groups"),
                        user -> assertThat(user.send(new Request.Builder()
                                                .url(user.url("/apis/authentication.k8s.io/v1/selfsubjectreviews"))
                                                .header("Impersonate-User", "ivy")
                                                .header("Impersonate-Group", "guests")
                                                .post(RequestBody.create("{}", MediaType.get(JSON)))
                                                .build())
                                        .code())
                                .isEqualTo(201)))
                .as("the question itself is allowed to everybody")
                .extracting(decision -> decision.replace(", inferred", ""))
                .containsExactlyInAnyOrder("impersonate users \"ivy\"", "impersonate groups \"guests\"");
    }

    @Test
    void apply_and_put_that_create() {
        String map = "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"%s\"}}";
        assertThat(recorded(may("create,patch configmaps", "create,update leases.coordination.k8s.io"), user -> {
                    KubeAssertions.assertThat(allowed(
                                    Patch.apply(user, CORE + "configmaps/one?fieldManager=x", map.formatted("one"))))
                            .hasStatus(201);
                    allowed(Patch.apply(user, CORE + "configmaps/one?fieldManager=x", map.formatted("one")));
                    allowed(user.request("PUT", LEASES + "/two", """
                                {"apiVersion": "coordination.k8s.io/v1", "kind": "Lease", "metadata": {"name": "two"}}\
                                """));
                }))
                .containsExactlyInAnyOrder(
                        "patch configmaps \"one\" in additional-checks-test, asserted",
                        "create configmaps \"one\" in additional-checks-test, asserted",
                        "patch configmaps \"one\" in additional-checks-test",
                        "update leases.coordination.k8s.io \"two\" in additional-checks-test",
                        "create leases.coordination.k8s.io \"two\" in additional-checks-test");
    }

    @Test
    void escalate() {
        assertThat(recorded(
                        may("create,escalate roles.rbac.authorization.k8s.io"),
                        user -> KubeAssertions.assertThat(allowed(user.request("POST", RBAC + "roles", SECRETS_ROLE)))
                                .hasStatus(201)))
                .containsExactlyInAnyOrder(
                        "create roles.rbac.authorization.k8s.io in additional-checks-test, asserted",
                        "escalate roles.rbac.authorization.k8s.io in additional-checks-test, inferred, asserted");
    }

    @Test
    void what_is_granted_has_to_be_held_without_escalate_and_bind() {
        String binding = """
            {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding", "metadata": {"name": "made"},
             "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "made"}}\
            """;
        Policy rights = may(
                "create roles.rbac.authorization.k8s.io,rolebindings.rbac.authorization.k8s.io",
                "get secrets,services");
        assertThat(recorded(rights, user -> {
                    allowed(user.request("POST", RBAC + "roles", SECRETS_ROLE));
                    allowed(user.request("POST", RBAC + "rolebindings", binding));
                    admin.request("DELETE", RBAC + "roles/made", null);
                }))
                .containsExactlyInAnyOrder(
                        "create roles.rbac.authorization.k8s.io in additional-checks-test",
                        "create rolebindings.rbac.authorization.k8s.io in additional-checks-test",
                        "get secrets in additional-checks-test, inferred");
    }

    @Test
    void bind() {
        String binding = """
            {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding", "metadata": {"name": "made"},
             "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "view"}}\
            """;
        Policy rights = may(
                "create rolebindings.rbac.authorization.k8s.io", "bind clusterroles.rbac.authorization.k8s.io view");
        assertThat(recorded(rights, user -> allowed(user.request("POST", RBAC + "rolebindings", binding))))
                .containsExactlyInAnyOrder(
                        "create rolebindings.rbac.authorization.k8s.io in additional-checks-test",
                        "bind clusterroles.rbac.authorization.k8s.io \"view\" in additional-checks-test, inferred");
    }

    @Test
    void approve() {
        String request = Base64.getEncoder()
                .encodeToString(sadie.certificateSigningRequest()
                        .orElseThrow()
                        .getSpec()
                        .getRequest());
        Policy rights = may(
                "create certificatesigningrequests.certificates.k8s.io",
                "patch certificatesigningrequests.certificates.k8s.io/approval",
                "approve signers.certificates.k8s.io example.com/*");
        assertThat(recorded(rights, user -> {
                    allowed(user.request("POST", CSR, """
                        {"apiVersion": "certificates.k8s.io/v1", "kind": "CertificateSigningRequest",
                         "metadata": {"name": "additional-checks"}, "spec": {"request": "%s",
                         "signerName": "example.com/one", "usages": ["client auth"]}}\
                        """.formatted(request)));
                    allowed(Patch.merge(user, CSR + "/additional-checks/approval", """
                        {"status": {"conditions": [
                         {"type": "Approved", "status": "True", "reason": "x", "message": "x"}]}}\
                        """));
                }))
                .containsExactlyInAnyOrder(
                        "create certificatesigningrequests.certificates.k8s.io",
                        "patch certificatesigningrequests.certificates.k8s.io/approval \"additional-checks\"",
                        "approve signers.certificates.k8s.io \"example.com/*\", inferred");
    }

    @Test
    void impersonate() {
        Policy rights = may(
                "impersonate users,groups,serviceaccounts",
                "impersonate uids.authentication.k8s.io,userextras.authentication.k8s.io/scopes");
        List<String> recorded = recorded(rights, user -> {
            impersonate(user, CORE + "configmaps/x", Map.of("Impersonate-User", "ivan", "Impersonate-Group", "guests"));
            impersonate(
                    user,
                    CORE + "configmaps/x",
                    Map.of("Impersonate-User", "ivan", "Impersonate-Uid", "7", "Impersonate-Extra-Scopes", "view"));
            impersonate(user, CORE + "configmaps/x", Map.of("Impersonate-User", "system:serviceaccount:ci:robot"));
        });
        assertThat(recorded)
                .extracting(text -> text.replace(", inferred", ""))
                .containsExactlyInAnyOrder(
                        "impersonate users \"ivan\"",
                        "impersonate groups \"guests\"",
                        "impersonate uids.authentication.k8s.io \"7\"",
                        "impersonate userextras.authentication.k8s.io/scopes \"view\"",
                        "impersonate serviceaccounts \"robot\" in ci");
        assertThat(recorded)
                .as("the audit log says that no constrained mode was used")
                .allMatch(text -> text.endsWith(", inferred")
                        == sadie.cluster().auditLog().isEmpty());
    }

    private boolean has(ServerFeature feature) {
        return feature.isIn(sadie.cluster().version());
    }

    @Test
    void constrained_impersonation() {
        Policy rights =
                may("impersonate:user-info users.authentication.k8s.io", "impersonate-on:user-info:get configmaps");
        boolean isKnown = has(ServerFeature.CONSTRAINED_IMPERSONATION);
        String refusal = isKnown ? "User \\\"ivan\\\" cannot get" : "cannot impersonate resource \\\"users\\\"";
        assertThat(recorded(
                        rights,
                        user -> assertThat(impersonate(user, CORE + "configmaps/x", Map.of("Impersonate-User", "ivan"))
                                        .body())
                                .contains(refusal)))
                .extracting(text -> text.replace(", inferred", ""))
                .containsExactlyInAnyOrderElementsOf(
                        isKnown
                                ? List.of(
                                        "impersonate-on:user-info:get configmaps \"x\" in additional-checks-test",
                                        "impersonate:user-info users.authentication.k8s.io \"ivan\"")
                                : List.of());
    }

    @Test
    void streams_by_get() {
        assertThat(recorded(
                        may("get,create pods/exec"),
                        user -> assertThat(user.get(CORE + "pods/x/exec?command=ls")
                                        .code())
                                .isEqualTo(404)))
                .containsExactlyInAnyOrderElementsOf(
                        has(ServerFeature.CREATE_FOR_STREAMS)
                                ? List.of(
                                        "get pods/exec \"x\" in additional-checks-test",
                                        "create pods/exec \"x\" in additional-checks-test, inferred")
                                : List.of("get pods/exec \"x\" in additional-checks-test"));
    }
}
