// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.question;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.create;
import static dev.kubeuser.query.AccessQuery.list;
import static dev.kubeuser.query.AccessQuery.update;
import static dev.kubeuser.question.Refusal.ADMISSION;
import static dev.kubeuser.question.Refusal.AUTHORIZATION;
import static dev.kubeuser.question.Refusal.ESCALATION;
import static dev.kubeuser.question.Refusal.IMPERSONATION;
import static dev.kubeuser.question.Refusal.SIGNER;
import static dev.kubeuser.question.Refusal.UNKNOWN;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.apply.AppliedManifests;
import dev.kubeuser.credential.CertificateFlow;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.testkit.Policy;
import dev.kubeuser.testkit.PolicyInForce;
import java.util.Map;
import java.util.Set;
import okhttp3.Request;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Each of those in the API server who refuse with 403, made to do it. */
@KubeUser("rita")
@SuppressWarnings("BadImport") // create is a verb of Kubernetes
class RefusalTest {

    private static final String ROLES = "/apis/rbac.authorization.k8s.io/v1/namespaces/refusal/roles";
    private static final String BINDINGS = "/apis/rbac.authorization.k8s.io/v1/namespaces/refusal/rolebindings";
    private static final String REQUESTS = "/apis/certificates.k8s.io/v1/certificatesigningrequests/";
    private static final String LEASES = "/apis/coordination.k8s.io/v1/namespaces/refusal/leases/";

    /** May write much, but hand out nothing, approve nothing and be nobody else. */
    @RegisterExtension
    static final PolicyInForce POLICY = new PolicyInForce(new Policy()
            .namespace("refusal", "pod-security.kubernetes.io/enforce: restricted")
            .clusterRole(
                    "refusal-writer",
                    "create roles.rbac.authorization.k8s.io,rolebindings.rbac.authorization.k8s.io,clusterroles.rbac.authorization.k8s.io",
                    "update certificatesigningrequests.certificates.k8s.io/approval",
                    "create certificatesigningrequests.certificates.k8s.io",
                    "create pods",
                    "get pods/exec",
                    "delete namespaces",
                    "update leases.coordination.k8s.io")
            .to("user rita")
            .manifests("the policy of RefusalTest"));

    @Test
    void no_rule_allows_it(KubeAccess rita) {
        assertThat(rita.get("/api/v1/namespaces/refusal/secrets/db")).isForbiddenBy(AUTHORIZATION);
        assertThat(rita.get("/api/v1/nodes")).isForbiddenBy(AUTHORIZATION);
        assertThat(rita.get("/metrics")).isForbiddenBy(AUTHORIZATION);
    }

    @Test
    void no_rule_allows_what_is_needed_besides(KubeAccess rita) {
        assertThat(rita.request("PUT", LEASES + "new?dryRun=All", "{\"metadata\": {\"name\": \"new\"}}"))
                .isForbiddenBy(AUTHORIZATION)
                .hasMessageContaining("cannot create resource \"leases\"");
        KubeResponse shell = rita.get("/api/v1/namespaces/refusal/pods/web/exec?command=true&stdout=true");
        if (ServerFeature.CREATE_FOR_STREAMS.isIn(rita.cluster().version())) {
            assertThat(shell).isForbiddenBy(AUTHORIZATION);
        } else {
            assertThat(shell).isNotFound();
        }
    }

    @Test
    void a_right_is_handed_out_that_one_lacks(KubeAccess rita) {
        assertThat(rita.request("POST", ROLES, """
                        {"metadata": {"name": "secrets"},
                         "rules": [{"apiGroups": [""], "resources": ["secrets"], "verbs": ["get"]}]}""")).isForbiddenBy(ESCALATION);
        assertThat(rita.request("POST", BINDINGS, """
                        {"metadata": {"name": "view"}, "subjects": [],
                         "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "view"}}""")).isForbiddenBy(ESCALATION);
        assertThat(rita.request("POST", "/apis/rbac.authorization.k8s.io/v1/clusterroles", """
                        {"metadata": {"name": "refusal-aggregated"},
                         "aggregationRule": {"clusterRoleSelectors": [{"matchLabels": {"a": "b"}}]}}"""))
                .isForbiddenBy(ESCALATION);
    }

    @Test
    void a_request_is_approved_for_a_signer_that_one_may_not(
            KubeAccess rita, @KubeUser("rita") CertificateFlow flow, @KubeAdmin KubeAccess admin) {
        flow.generate();
        String path = REQUESTS + flow.submit().getMetadata().getName();
        String approved = admin.get(path).body().replace("\"status\": {}", """
                        "status": {"conditions": [{"type": "Approved", "status": "True", "reason": "Test"}]}""");
        assertThat(rita.request("PUT", path + "/approval", approved)).isForbiddenBy(SIGNER);
    }

    @Test
    void somebody_else_is_acted_for(KubeAccess rita) {
        Request asAlice = new Request.Builder()
                .url(rita.url("/api/v1/nodes"))
                .header("Impersonate-User", "alice")
                .build();
        assertThat(rita.send(asAlice)).isForbiddenBy(IMPERSONATION);
    }

    @Test
    void admission_does_not_take_it(KubeAccess rita) {
        assertThat(DryRun.of(rita).send(create("pods").in("refusal"), """
                        {"metadata": {"name": "web"}, "spec": {"containers": [{"name": "web", "image": "web"}]}}""")).isForbiddenBy(ADMISSION);
        assertThat(rita.request("DELETE", "/api/v1/namespaces/default?dryRun=All", null))
                .isForbiddenBy(ADMISSION)
                .hasMessageContaining("this namespace may not be deleted");
    }

    /** Written by whoever may write admission policies, and by whoever names users. */
    @Test
    void texts_that_read_like_those_of_others(@KubeAdmin KubeAccess admin) {
        Manifests policies = new Policy()
                .admission("ValidatingAdmissionPolicy", "refusal", """
                    spec:
                      matchConstraints:
                        resourceRules:
                        - {apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [configmaps]}
                      validations:
                      - expression: "!object.metadata.name.startsWith('refused-')"
                        reason: Forbidden
                        message: 'pods "a" is forbidden: User "rita" cannot create resource "configmaps"'
                    """)
                .admission("ValidatingAdmissionPolicyBinding", "refusal", """
                    spec:
                      policyName: refusal
                      validationActions: [Deny]
                      matchResources: {namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: refusal}}}
                    """)
                .manifests("the admission of RefusalTest");
        try (AppliedManifests applied = AppliedManifests.apply(policies, admin)) {
            assertThat(applied.objects()).hasSize(2);
            Awaitility.await()
                    .untilAsserted(() -> assertThat(DryRun.of(admin)
                                    .send(
                                            create("configmaps").in("refusal"),
                                            "{\"metadata\": {\"name\": \"refused-by-policy\"}}"))
                            .isForbiddenBy(ADMISSION)
                            .hasMessageContaining("User \"rita\" cannot create"));
        }
        try (KubeAccess disguised =
                KubeAccess.impersonate(admin.cluster(), "x\" cannot impersonate resource \"users", Set.of())) {
            assertThat(disguised.get("/api/v1/nodes")).isForbiddenBy(AUTHORIZATION);
        }
    }

    @Test
    void who_asks_for_yaml_is_refused_in_yaml(KubeAccess rita) {
        Request inYaml = new Request.Builder()
                .url(rita.url("/api/v1/nodes"))
                .header("Accept", "application/yaml")
                .build();
        assertThat(rita.send(inYaml))
                .isForbiddenBy(AUTHORIZATION)
                .hasMessageContaining("User \"rita\" cannot list resource \"nodes\"");
    }

    @Test
    void it_is_not_the_api_server_that_answers() {
        KubeResponse ofProxy = KubeResponse.of("GET /api", 403, Map.of(), "<h1>Forbidden</h1>");
        assertThat(ofProxy).isForbiddenBy(UNKNOWN);
    }

    @Test
    void reviews_know_nothing_of_what_comes_later(KubeAccess rita) {
        assertThat(rita)
                .can(create("roles.rbac.authorization.k8s.io").in("refusal"))
                .can(create("pods").in("refusal"))
                .can(update("leases.coordination.k8s.io").in("refusal"))
                .cannot(list("secrets").in("refusal"));
    }
}
