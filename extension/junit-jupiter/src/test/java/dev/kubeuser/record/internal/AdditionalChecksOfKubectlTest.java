// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.record.internal;

import static dev.kubeuser.kinds.Kind.EMBEDDED;
import static dev.kubeuser.kinds.Kind.EXISTING;
import static dev.kubeuser.testkit.ReportJson.permissions;
import static dev.kubeuser.testkit.ReportJson.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.access.Kubeconfig;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.kinds.InTurn;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.testkit.Kubectl;
import dev.kubeuser.testkit.Patch;
import dev.kubeuser.testkit.Policy;
import dev.kubeuser.testkit.ReportJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What another program writes is known from the audit log, so its additional checks count as those of injected clients.
 */
@InTurn
@RunsOn(except = EXISTING, because = "it reads the audit log, and that of an existing cluster is with its owner")
class AdditionalChecksOfKubectlTest {

    private static final String NAMESPACE = "grantor-test";
    private static final String IN_NAMESPACE = "--namespace=" + NAMESPACE;

    @TempDir
    private Path directory;

    /** Those that a rule lists and a test needed. */
    private List<String> needed(Class<?> testClass) throws IOException {
        return permissions(ReportJson.of(testClass, directory))
                .filter(permission -> !permission.getAsJsonArray("tests").isEmpty())
                .map(permission -> text(permission, "verb") + " " + text(permission, "resource"))
                .distinct()
                .toList();
    }

    private String leastPrivilege() throws IOException {
        return Files.readString(directory.resolve("least-privilege.yaml"));
    }

    @KubeManifests(value = "classpath:proof/grantor.yaml", createNamespaces = true)
    @KubeUser("grace")
    static class Granting {
        @Test
        void grants(Kubeconfig grace, @KubeAdmin KubeAccess admin, @TempDir Path files)
                throws IOException, InterruptedException {
            admin.request("POST", "/api/v1/namespaces", """
                    {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "grantor-test"}}""");
            Kubectl kubectl = new Kubectl(grace.file());
            kubectl.run("create", "rolebinding", "viewers", "--clusterrole=view", "--user=ivan", IN_NAMESPACE);
            kubectl.run(
                    "patch",
                    "rolebinding",
                    "viewers",
                    "--type=json",
                    "--patch=[{\"op\": \"add\", \"path\": \"/metadata/labels\", \"value\": {\"a\": \"b\"}}]",
                    IN_NAMESPACE);
            kubectl.run("create", "role", "reader", "--verb=get", "--resource=services", IN_NAMESPACE);
            kubectl.run("create", "rolebinding", "readers", "--role=reader", "--user=ivan", IN_NAMESPACE);
            Path lister = Files.writeString(
                    files.resolve("lister.yaml"),
                    new Policy().role("lister", "list endpoints").yaml());
            kubectl.run("apply", "--server-side", "--filename=" + lister, IN_NAMESPACE);
        }

        @AfterEach
        void remove(@KubeAdmin KubeAccess admin) {
            admin.request("DELETE", "/api/v1/namespaces/" + NAMESPACE, null);
        }
    }

    @Test
    void writing_bindings_and_roles_needs_bind_or_what_they_grant() throws IOException {
        assertThat(needed(Granting.class))
                .contains(
                        "bind clusterroles",
                        "get services",
                        "list endpoints",
                        "create rolebindings",
                        "patch rolebindings");
        assertThat(leastPrivilege()).contains("bind", "services", "endpoints");
    }

    @KubeManifests(value = "classpath:proof/applier.yaml", createNamespaces = true)
    @KubeUser("grace")
    static class Applying {
        @Test
        void applies(Kubeconfig grace, @TempDir Path files) throws IOException, InterruptedException {
            Path map = Files.writeString(files.resolve("map.yaml"), """
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: applied}
                    """);
            Kubectl kubectl = new Kubectl(grace.file());
            kubectl.run("apply", "--server-side", "--filename=" + map, "--namespace=applier-test");
        }
    }

    @Test
    void an_apply_that_creates_needs_create() throws IOException {
        assertThat(needed(Applying.class)).containsExactlyInAnyOrder("create configmaps", "patch configmaps");
        assertThat(leastPrivilege()).contains("  - create\n  - patch\n").doesNotContain("resourceNames", "applied");
        assertThat(Files.readString(directory.resolve("narrowed-policy.diff")))
                .contains("-  verbs: [get, create, patch]\n+  verbs: [create, patch]\n");
    }

    @KubeManifests(value = "classpath:proof/grantor.yaml", createNamespaces = true)
    @KubeUser("grace")
    static class Approving {
        @Test
        void approves(Kubeconfig kubeconfig, KubeAccess grace, @TempDir Path files)
                throws IOException, InterruptedException {
            byte[] request =
                    grace.certificateSigningRequest().orElseThrow().getSpec().getRequest();
            Path manifest = Files.writeString(
                    files.resolve("csr.yaml"), """
                    apiVersion: certificates.k8s.io/v1
                    kind: CertificateSigningRequest
                    metadata: {name: grantor-test}
                    spec: {request: %s, signerName: example.com/one, usages: [client auth]}
                    """.formatted(Base64.getEncoder().encodeToString(request)));
            Kubectl kubectl = new Kubectl(kubeconfig.file());
            kubectl.run("create", "--filename=" + manifest);
            kubectl.run("certificate", "approve", "grantor-test");
        }

        @AfterEach
        void remove(@KubeAdmin KubeAccess admin) {
            admin.request("DELETE", "/apis/certificates.k8s.io/v1/certificatesigningrequests/grantor-test", null);
        }
    }

    @Test
    void approving_needs_approve_on_the_signer() throws IOException {
        assertThat(needed(Approving.class)).contains("approve signers", "update certificatesigningrequests/approval");
        assertThat(leastPrivilege()).contains("approve", "example.com/*");
    }

    /** {@code kubectl} creates a token and a Secret here; neither may get into the log that has the roles. */
    @KubeManifests(value = "classpath:proof/grantor-secrets.yaml", createNamespaces = true)
    @KubeUser("grace")
    static class Confiding {
        private static final String SECRET = "c29tZXRoaW5nIHRoYXQgbm9ib2R5IG1heSByZWFk";

        @Test
        void confides(Kubeconfig grace, Cluster cluster) throws IOException, InterruptedException {
            Kubectl kubectl = new Kubectl(grace.file());
            String token = kubectl.run("create", "token", "grantor-secrets-test", IN_NAMESPACE)
                    .strip();
            kubectl.run("create", "secret", "generic", "confided", "--from-literal=x=" + SECRET, IN_NAMESPACE);
            String log = Files.readString(cluster.auditLog().orElseThrow());
            String encoded = Base64.getEncoder().encodeToString(SECRET.getBytes(StandardCharsets.UTF_8));
            assertThat(log)
                    .contains("/serviceaccounts/grantor-secrets-test/token", "/secrets")
                    .doesNotContain(token, SECRET, encoded);
        }
    }

    @Test
    void secrets_and_tokens_are_not_in_the_log() throws IOException {
        ReportJson.of(Confiding.class, directory);
    }

    @KubeManifests(value = "classpath:proof/grantor.yaml", createNamespaces = true)
    @KubeUser("grace")
    static class ApplyingYaml {
        @Test
        void applies(KubeAccess grace, Cluster cluster) throws IOException {
            String role = "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: applied}\n";
            String path = "/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles/applied?fieldManager=x";
            KubeResponse answer = Patch.apply(grace, path, role);
            assertThat(answer.code()).isEqualTo(201);
            assertThat(Files.readString(cluster.auditLog().orElseThrow()))
                    .contains(String.valueOf(answer.header("Audit-Id")));
        }

        @AfterEach
        void remove(@KubeAdmin KubeAccess admin) {
            admin.request("DELETE", "/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles/applied", null);
        }
    }

    /** The audit log is JSON, and a patch need not be. */
    @Test
    @RunsOn(value = EMBEDDED, because = "k3s, as upstream, logs no patch whose body is YAML")
    void a_body_that_cannot_be_logged_keeps_no_request_out_of_the_log() throws IOException {
        ReportJson.of(ApplyingYaml.class, directory);
    }
}
