// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.assertion;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.testkit.Failures.assertFails;
import static dev.kubeuser.testkit.Failures.assertMistaken;
import static dev.kubeuser.testkit.Failures.assertRefused;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeCluster;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.apply.AppliedManifests;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.kinds.InTurn;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.testkit.Policy;
import dev.kubeuser.testkit.PolicyInForce;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Which directories a tenant may apply, and that it cannot become another, by the server's word. */
@InTurn
@KubeCluster
class CanApplyTest {

    @RegisterExtension
    static final PolicyInForce POLICY = new PolicyInForce(new Policy()
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
            .object("v1 ConfigMap", "apply-b/known", "data: {by: others}")
            .manifests("tenants.yaml"));

    private static final Subject A = Subject.serviceAccount("apply-a", "deployer");
    private static final Subject B = Subject.serviceAccount("apply-b", "deployer");

    private static KubeAccess as(Cluster cluster, Subject account) {
        return KubeAccess.impersonate(
                        cluster, "system:serviceaccount:" + account.namespace() + ":" + account.name(), Set.of())
                .inNamespace(account.namespace());
    }

    @AutoClose
    static KubeAccess a;

    @AutoClose
    static KubeAccess b;

    @BeforeAll
    static void connect(Cluster cluster) {
        a = as(cluster, A);
        b = as(cluster, B);
    }

    private static Manifests configMap(String name) {
        return new Policy().object("v1 ConfigMap", name, "data: {by: tenant}").manifests();
    }

    @Test
    void a_controller_impersonates_the_service_account() {
        assertThat(a)
                .isAuthenticatedAs("system:serviceaccount:apply-a:deployer")
                .isInGroups("system:serviceaccounts");
    }

    @Test
    void an_allowed_directory_passes_and_nothing_is_there_afterwards(@KubeAdmin KubeAccess admin) {
        assertThat(a).canApply(configMap("web"));
        assertThat(admin.get("/api/v1/namespaces/apply-a/configmaps/web")).hasStatus(404);
    }

    @Test
    void an_object_that_exists_takes_no_create() {
        assertThat(b).canApply(configMap("known"));
        assertFails(() -> assertThat(b).canApply(configMap("absent")))
                .hasMessageContaining("ConfigMap apply-b/absent: may not create configmaps \"absent\"");
    }

    @Test
    void each_object_that_is_refused_is_named_with_the_rule_to_add() {
        Manifests directory = new Policy()
                .object("v1 ConfigMap", "web")
                .object(
                        "apps/v1 Deployment",
                        "web",
                        "spec:",
                        "  selector: {matchLabels: {app: web}}",
                        "  template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web, image: web}]}}")
                .object("v1 Service", "web", "spec: {ports: [{port: 80}]}")
                .object("v1 ConfigMap", "apply-b/web")
                .manifests("team-a/app.yaml");

        assertFails(() -> assertThat(a).canApply(directory)).hasMessage("""

                        Expecting ServiceAccount apply-a/deployer [system:serviceaccounts, \
                        system:serviceaccounts:apply-a, system:authenticated]
                        to be allowed to apply 4 objects
                        but the API server refuses 3:
                          team-a/app.yaml:5: Deployment apply-a/web: may not create deployments.apps "web" \
                        in namespace "apply-a"
                          team-a/app.yaml:12: Service apply-a/web: may not patch and create services "web" \
                        in namespace "apply-a"
                          team-a/app.yaml:17: ConfigMap apply-b/web: may not patch and create configmaps "web" \
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
                        .canApply(new Policy().role("more", "get secrets").manifests("role.yaml")))
                .hasMessageContaining("role.yaml:1: Role apply-a/more: 403, ")
                .hasMessageContaining("is attempting to grant RBAC permissions not currently held");
    }

    @Test
    void a_namespace_may_come_with_the_directory(@KubeAdmin KubeAccess admin) {
        Manifests directory = new Policy()
                .namespace("apply-new")
                .object("v1 ConfigMap", "apply-new/web")
                .manifests("new.yaml");

        assertThat(admin).canApply(directory);
        assertFails(() -> assertThat(a).canApply(directory))
                .hasMessageContaining("new.yaml:1: Namespace apply-new: may not patch and create namespaces")
                .hasMessageContaining("new.yaml:5: ConfigMap apply-new/web: may not patch and create configmaps");
    }

    @Test
    void what_nobody_can_apply_is_an_error() {
        assertMistaken(() -> assertThat(a).canApply(configMap("apply-c/web")))
                .hasMessageContaining("no namespace \"apply-c\"");
        assertRefused(() -> assertThat(a)
                        .canApply(
                                new Policy().object("example.com/v1 Web", "web").manifests()))
                .hasMessageContaining("the API server knows no Web");
    }

    @Test
    void a_tenant_becomes_another_once_it_may_create_pods_there(@KubeAdmin KubeAccess admin) {
        assertThat(a).cannotActAs(B);
        Manifests pods = new Policy()
                .role("apply-b/runner", "create pods")
                .to("account apply-a/deployer")
                .manifests("pods.yaml");
        try (AppliedManifests more = AppliedManifests.apply(pods, admin)) {
            assertThat(more.objects()).hasSize(2);
            assertFails(() -> assertThat(a).cannotActAs("ServiceAccount apply-b/deployer"))
                    .hasMessageContaining("not to act as ServiceAccount apply-b/deployer")
                    .hasMessageContaining("makes pods run as ServiceAccount apply-b/deployer")
                    .hasMessageContaining("(pods.yaml:5)");
        }
        assertThat(a).cannotActAs(B);
    }

    @Test
    void whom_no_binding_names_cannot_be_asked_about() {
        assertMistaken(() -> assertThat(a).cannotActAs(Subject.serviceAccount("apply-b", "deploier")))
                .hasMessageContaining("No binding of the cluster names ServiceAccount apply-b/deploier");
    }
}
