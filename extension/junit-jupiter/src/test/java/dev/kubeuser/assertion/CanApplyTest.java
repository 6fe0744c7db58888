// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.assertion;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.assertion.KubeAssertions.assertThatExceptionOfType;
import static dev.kubeuser.testkit.Failures.assertFails;
import static dev.kubeuser.testkit.Failures.assertMistaken;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.apply.AppliedManifests;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.manifest.ManifestException;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.testkit.Policy;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Which directories a tenant may apply, and that it cannot become another, by the server's word. */
class CanApplyTest {

    private static final String POLICY = new Policy()
                    .namespace("apply-a", "pod-security.kubernetes.io/enforce: baseline")
                    .namespace("apply-b", "pod-security.kubernetes.io/enforce: baseline")
                    .role(
                            "apply-a/deployer",
                            "create,patch configmaps",
                            "patch deployments.apps",
                            "create,patch roles.rbac.authorization.k8s.io")
                    .to("account apply-a/deployer")
                    .role("apply-b/deployer", "patch configmaps")
                    .to("account apply-b/deployer")
                    .yaml()
            + """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: known, namespace: apply-b}
            data: {by: others}
            """;

    private static final String PODS_OF_B = new Policy()
            .role("apply-b/runner", "create pods")
            .to("account apply-a/deployer")
            .yaml();

    private static final Subject A = Subject.serviceAccount("apply-a", "deployer");
    private static final Subject B = Subject.serviceAccount("apply-b", "deployer");

    private static KubeAccess as(Cluster cluster, Subject account) {
        return KubeAccess.impersonate(
                        cluster, "system:serviceaccount:" + account.namespace() + ":" + account.name(), Set.of())
                .inNamespace(account.namespace());
    }

    @AutoClose
    static AppliedManifests policy;

    @AutoClose
    static KubeAccess a;

    @AutoClose
    static KubeAccess b;

    @BeforeAll
    static void there_are_tenants(Cluster cluster, @KubeAdmin KubeAccess admin) {
        policy = AppliedManifests.apply(Manifests.parse("tenants.yaml", POLICY), admin);
        a = as(cluster, A);
        b = as(cluster, B);
    }

    private static Manifests configMap(String name, String namespace) {
        return Manifests.parse("app.yaml", """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: %s%s}
            data: {by: tenant}
            """.formatted(name, namespace.isEmpty() ? "" : ", namespace: " + namespace));
    }

    @Test
    void a_controller_impersonates_the_service_account() {
        assertThat(a)
                .isAuthenticatedAs("system:serviceaccount:apply-a:deployer")
                .isInGroups("system:serviceaccounts");
    }

    @Test
    void an_allowed_directory_passes_and_nothing_is_there_afterwards(@KubeAdmin KubeAccess admin) {
        assertThat(a).canApply(configMap("web", ""));
        assertThat(admin.get("/api/v1/namespaces/apply-a/configmaps/web")).hasStatus(404);
    }

    @Test
    void an_object_that_exists_takes_no_create() {
        assertThat(b).canApply(configMap("known", ""));
        assertFails(() -> assertThat(b).canApply(configMap("absent", "")))
                .hasMessageContaining("ConfigMap apply-b/absent: may not create configmaps \"absent\"");
    }

    @Test
    void each_object_that_is_refused_is_named_with_the_rule_to_add() {
        Manifests directory = Manifests.parse("team-a/app.yaml", """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: web}
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec: {containers: [{name: web, image: web}]}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec: {ports: [{port: 80}]}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: web, namespace: apply-b}
            """);

        assertFails(() -> assertThat(a).canApply(directory)).hasMessage("""

                        Expecting ServiceAccount apply-a/deployer [system:serviceaccounts, \
                        system:serviceaccounts:apply-a, system:authenticated]
                        to be allowed to apply 4 objects
                        but the API server refuses 3:
                          team-a/app.yaml:5: Deployment apply-a/web: may not create deployments.apps "web" \
                        in namespace "apply-a"
                          team-a/app.yaml:14: Service apply-a/web: may not patch and create services "web" \
                        in namespace "apply-a"
                          team-a/app.yaml:19: ConfigMap apply-b/web: may not patch and create configmaps "web" \
                        in namespace "apply-b"
                        change rule 2 of Role apply-a/deployer (tenants.yaml:14):
                          - verbs: [patch]
                          + verbs: [patch, create]
                        add to the rules of Role apply-a/deployer (tenants.yaml:9):
                          - apiGroups: [""]
                            resources: ["services"]
                            verbs: ["patch", "create"]
                        ServiceAccount apply-a/deployer has no role there: add a RoleBinding in namespace apply-b \
                        to a role with the rules:
                          - apiGroups: [""]
                            resources: ["configmaps"]
                            verbs: ["patch", "create"]""".replace("\n", System.lineSeparator()));
    }

    @Test
    void what_is_checked_besides_is_said_in_the_servers_words() {
        assertFails(() -> assertThat(a)
                        .canApply(Manifests.parse(
                                "role.yaml",
                                new Policy().role("more", "get secrets").yaml())))
                .hasMessageContaining("role.yaml:1: Role apply-a/more: 403, ")
                .hasMessageContaining("is attempting to grant RBAC permissions not currently held");
    }

    @Test
    void a_namespace_may_come_with_the_directory() {
        Manifests directory = Manifests.parse("new.yaml", """
            apiVersion: v1
            kind: Namespace
            metadata: {name: apply-new}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: web, namespace: apply-new}
            """);

        assertFails(() -> assertThat(a).canApply(directory))
                .hasMessageContaining("new.yaml:1: Namespace apply-new: may not patch and create namespaces")
                .hasMessageContaining("new.yaml:5: ConfigMap apply-new/web: may not patch and create configmaps");
    }

    @Test
    void an_administrator_applies_a_directory_with_its_namespace(@KubeAdmin KubeAccess admin) {
        assertThat(admin).canApply(Manifests.parse("new.yaml", """
            apiVersion: v1
            kind: Namespace
            metadata: {name: apply-new}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: web, namespace: apply-new}
            """));
    }

    @Test
    void what_nobody_can_apply_is_an_error() {
        assertMistaken(() -> assertThat(a).canApply(configMap("web", "apply-c")))
                .hasMessageContaining("no namespace \"apply-c\"");
        assertThatExceptionOfType(ManifestException.class)
                .isThrownBy(() -> assertThat(a).canApply(Manifests.parse("web.yaml", """
                    apiVersion: example.com/v1
                    kind: Web
                    metadata: {name: web}
                    """)))
                .withMessageContaining("the API server knows no Web");
    }

    @Test
    void a_tenant_becomes_another_once_it_may_create_pods_there(@KubeAdmin KubeAccess admin) {
        assertThat(a).cannotActAs(B);
        AppliedManifests more = AppliedManifests.apply(Manifests.parse("pods.yaml", PODS_OF_B), admin);
        try {
            assertFails(() -> assertThat(a).cannotActAs("ServiceAccount apply-b/deployer"))
                    .hasMessageContaining("not to act as ServiceAccount apply-b/deployer")
                    .hasMessageContaining("makes pods run as ServiceAccount apply-b/deployer")
                    .hasMessageContaining("(pods.yaml:5)");
        } finally {
            more.close();
        }
        assertThat(a).cannotActAs(B);
    }

    @Test
    void whom_no_binding_names_cannot_be_asked_about() {
        assertMistaken(() -> assertThat(a).cannotActAs(Subject.serviceAccount("apply-b", "deploier")))
                .hasMessageContaining("No binding of the cluster names ServiceAccount apply-b/deploier");
    }
}
