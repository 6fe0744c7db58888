// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.k3s;

import static dev.kubeuser.kinds.Kind.K3S;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.kinds.InTurn;
import dev.kubeuser.kinds.KindUnderTest;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.testkit.ClusterHost;
import dev.kubeuser.testkit.EngineRun;
import dev.kubeuser.testkit.Whoami;
import io.kubernetes.client.openapi.ApiException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.testcontainers.DockerClientFactory;

/** The genuine K3sContainer, with rancher/k3s if its image is named, with a stand-in for it otherwise. */
@InTurn
@RunsOn(value = K3S, because = "it looks into containers, and at what k3s has otherwise")
class K3sTest {

    /** Nothing listens there. */
    private static final String UNAVAILABLE = "localhost:1/rancher/k3s:none";

    @KubeUser(value = "alice", groups = "developers")
    static class OnK3s {
        @Test
        void user_is_real(KubeAccess alice, Cluster cluster) throws ApiException {
            assertThat(cluster.kind()).isEqualTo(ClusterKind.K3S);
            assertThat(Whoami.of(alice.apiClient()).getGroups()).contains("developers");
            assertThat(alice.get("/healthz").body()).isEqualTo("ok");
            assertThat(alice.get("/version").body()).contains(cluster.version());
        }

        @Test
        void authorities_and_issuer_are_those_of_k3s(KubeAccess alice, Cluster cluster) {
            assertThat(alice.certificateIssuer()).startsWith("CN=k3s-client-ca@");
            assertThat(cluster.serverCertificateAuthorities())
                    .allSatisfy(authority -> assertThat(
                                    authority.getSubjectX500Principal().getName())
                            .startsWith("CN=k3s-server-ca@"));
        }

        @Test
        void administrator_has_a_key_in_the_form_of_k3s(@KubeAdmin KubeAccess admin, Cluster cluster)
                throws IOException {
            assertThat(admin.name()).isEqualTo("system:admin");
            assertThat(admin.groups()).containsExactly("system:masters");
            assertThat(admin.credential().keyPair().getPrivate().getAlgorithm()).isEqualTo("EC");
            assertThat(Files.readString(cluster.adminKubeconfig())).contains("client-key-data");
            assertThat(admin.get("/api/v1/namespaces").code()).isEqualTo(200);
        }

        @Test
        void anonymous_requests_are_unauthorized(Cluster cluster) {
            try (KubeAccess anonymous = KubeAccess.anonymous(cluster)) {
                assertThat(anonymous.get("/healthz").code()).isEqualTo(401);
            }
        }

        @Test
        void audit_log_has_the_decisions(KubeAccess alice, Cluster cluster) throws IOException {
            String auditId = String.valueOf(alice.get("/api/v1/secrets").header("Audit-Id"));
            assertThat(Files.readString(cluster.auditLog().orElseThrow()))
                    .contains(auditId, "authorization.k8s.io/decision");
        }

        @Test
        void audit_log_is_fetched_once(KubeAccess alice, Cluster cluster) throws IOException {
            Path copy = cluster.auditLog().orElseThrow();
            String former = "x".repeat(Math.toIntExact(Files.size(copy)) - 1) + "\n";
            Files.writeString(copy, former);
            String auditId = String.valueOf(alice.get("/api/v1/secrets?é").header("Audit-Id"));
            assertThat(Files.readString(cluster.auditLog().orElseThrow()))
                    .as("it goes on where it ended")
                    .startsWith(former + "{")
                    .endsWith("}\n")
                    .containsOnlyOnce(auditId);
        }

        @Test
        void container_is_unprivileged(Cluster cluster, TestReporter reporter) {
            ClusterHost host = ClusterHost.of(cluster);
            var container = DockerClientFactory.lazyClient()
                    .inspectContainerCmd(host.id())
                    .exec();
            // An image that is named without a tag gets that of the version.
            assertThat(container.getConfig().getImage()).startsWith(KindUnderTest.k3sImage());
            assertThat(container.getHostConfig().getPrivileged()).isFalse();
            assertThat(container.getHostConfig().getBinds()).isEmpty();
            assertThat(container.getConfig().getCmd())
                    .as("there is no node whose addresses could be managed")
                    .contains("--kube-controller-manager-arg=allocate-node-cidrs=false");
            assertThat(container.getConfig().getCmd())
                    .as("controllers do not wait for their turn to send a request")
                    .contains("--kube-controller-manager-arg=kube-api-qps=500");
            reporter.publishEntry("host", host.toString());
            reporter.publishEntry("directory", cluster.directory().toString());
        }
    }

    @KubeUser("alice")
    static class Kind {
        @Test
        void publishes_its_kind(Cluster cluster, TestReporter reporter) {
            reporter.publishEntry("kind", cluster.kind().toString());
        }
    }

    @Test
    void what_differs_in_k3s_is_handled_and_nothing_is_left() {
        EngineRun run = EngineRun.of(Map.of(), OnK3s.class);
        run.assertSuccessful(7);
        assertThat(run.published("host"))
                .isNotEmpty()
                .allMatch(host -> ClusterHost.parse(host).isGone());
        assertThat(run.published("directory")).isNotEmpty().noneMatch(path -> Files.exists(Path.of(path)));
    }

    /** Without a node, what the module sets is not needed, and some engines' containers would never be ready. */
    @Test
    void control_groups_of_the_host_are_left_alone() throws IOException {
        try (CreateContainerCmd command = DockerClientFactory.lazyClient().createContainerCmd("none");
                K3sStart.Progress progress = new K3sStart.Progress(ClusterSpec.defaults())) {
            K3sServer.container(ClusterSpec.defaults(), progress)
                    .getCreateContainerCmdModifiers()
                    .forEach(change -> change.modify(command));
            assertThat(command.getHostConfig().getCgroupnsMode()).isNull();
        }
    }

    @KubeUser("alice")
    static class Ready {
        @Test
        void first_user_is_signed(KubeAccess alice) {
            assertThat(alice.get("/healthz").body()).isEqualTo("ok");
        }

        @Test
        void defaults_are_there(@KubeAdmin KubeAccess admin) {
            assertThat(admin.get("/api/v1/namespaces/default/serviceaccounts/default")
                            .code())
                    .isEqualTo(200);
            assertThat(admin.get("/api/v1/namespaces/default/configmaps/kube-root-ca.crt")
                            .code())
                    .isEqualTo(200);
        }

        @Test
        void default_roles_are_the_sum_of_what_they_aggregate(@KubeAdmin KubeAccess admin) {
            for (String role : List.of("admin", "edit", "view")) {
                assertThat(rules(admin, role)).isNotEmpty().containsAll(rules(admin, "system:aggregate-to-" + role));
            }
            assertThat(rules(admin, "admin")).containsAll(rules(admin, "edit"));
            assertThat(rules(admin, "edit")).containsAll(rules(admin, "view"));
        }

        private static List<JsonElement> rules(KubeAccess admin, String role) {
            String body = admin.get("/apis/rbac.authorization.k8s.io/v1/clusterroles/" + role)
                    .body();
            JsonElement rules = JsonParser.parseString(body).getAsJsonObject().get("rules");
            return rules instanceof JsonArray array ? array.asList() : List.of();
        }
    }

    /** On an image whose controllers begin some seconds after /readyz. */
    @Test
    void ready_means_that_the_defaults_are_there_and_the_first_user_is_signed() {
        EngineRun.of(Map.of("kubeuser.k3s.image", KindUnderTest.sharedK3sImage()), Ready.class)
                .assertSuccessful(3);
    }

    @Test
    void automatic_choice_is_k3s_where_the_engine_has_the_image() {
        EngineRun run = EngineRun.of(Map.of("kubeuser.cluster", "auto"), Kind.class);
        run.assertSuccessful(1);
        assertThat(run.published("kind")).containsExactly("k3s");
    }

    @Test
    void automatic_choice_is_embedded_where_neither_engine_nor_registry_has_the_image() {
        EngineRun run = EngineRun.of(Map.of("kubeuser.cluster", "auto", "kubeuser.k3s.image", UNAVAILABLE), Kind.class);
        run.assertSuccessful(1);
        assertThat(run.published("kind")).containsExactly("embedded");
    }
}
