// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.existing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeCluster;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.AnonymousAuth;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.cluster.embedded.HandStartedControlPlane;
import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.credential.CertificateFlow;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.testkit.EngineRun;
import dev.kubeuser.testkit.OneTest;
import dev.kubeuser.testkit.Whoami;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CertificatesV1Api;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.io.TempDir;

/** A cluster that was started by hand and is known by its kubeconfig alone. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@RunsOnce
class ExistingTest {

    private HandStartedControlPlane cluster;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        cluster = HandStartedControlPlane.start(directory);
    }

    @AfterAll
    void stop() throws IOException {
        cluster.close();
    }

    @KubeUser(value = "alice", groups = "developers")
    static class OnExisting {
        @Test
        void user_is_real(KubeAccess alice, Cluster cluster, TestReporter reporter) throws ApiException, IOException {
            assertThat(Whoami.of(alice.apiClient()).getGroups()).contains("developers", "system:authenticated");
            assertThat(alice.get("/healthz").body()).isEqualTo("ok");
            assertThat(alice.kubeconfig().text()).contains("server: " + cluster.server());
            assertThat(cluster.kind()).isEqualTo(ClusterKind.EXISTING);
            assertThat(cluster.auditLog()).isEmpty();
            reporter.publishEntry("server", cluster.server().toString());
            reporter.publishEntry("directory", cluster.directory().toString());
        }

        @Test
        void requests_carry_run_and_process(@KubeUser("carol") CertificateFlow flow, Cluster cluster) {
            flow.generate();
            var metadata = flow.submit().getMetadata();
            assertThat(metadata.getLabels())
                    .containsAllEntriesOf(ManagedCluster.of(cluster).run().labels());
            assertThat(metadata.getAnnotations().get("kubeuser.dev/process"))
                    .contains("/" + ProcessHandle.current().pid() + "/");
        }

        @Test
        void administrator_is_the_user_of_the_context(@KubeAdmin KubeAccess admin) {
            assertThat(admin.name()).isEqualTo("kubernetes-admin");
            assertThat(admin.get("/api/v1/namespaces").code()).isEqualTo(200);
        }
    }

    @KubeUser("alice")
    static class Plain extends OneTest {}

    @KubeCluster(dedicated = true)
    static class Dedicated extends Plain {}

    @KubeCluster(anonymousAuth = AnonymousAuth.DISABLED)
    static class Configured extends Plain {}

    @Test
    void kubeconfig_and_context_are_all_it_takes_and_nothing_is_left() throws IOException, ApiException {
        EngineRun run = EngineRun.of(cluster.settings(), OnExisting.class);
        run.assertSuccessful(3);
        assertThat(run.published("server")).containsExactly(cluster.server());
        assertThat(run.published("directory"))
                .singleElement()
                .satisfies(path -> assertThat(Path.of(path)).doesNotExist());
        assertThat(new CertificatesV1Api(cluster.admin())
                        .listCertificateSigningRequest()
                        .execute()
                        .getItems())
                .isEmpty();
        assertThat(cluster.kubeconfig()).exists();
    }

    @Test
    void context_is_never_the_current_one_by_accident() throws IOException {
        assertMisconfigured(
                without("kubeuser.context"),
                Plain.class,
                "kubeuser.context",
                "in [",
                "the context " + cluster.context());
    }

    @Test
    void kubeconfig_has_to_be_named() throws IOException {
        assertThat(System.getenv("KUBECONFIG")).as("a condition of this test").isNull();
        assertMisconfigured(without("kubeuser.kubeconfig"), Plain.class, "kubeuser.kubeconfig", "KUBECONFIG");
    }

    @Test
    void existing_cluster_is_taken_as_it_is() throws IOException {
        assertMisconfigured(
                cluster.settings(), Configured.class, "keeps its own configuration", "anonymousAuth", "kind = ...");
        assertMisconfigured(cluster.settings(), Dedicated.class, "cannot be dedicated");
    }

    @Test
    void context_that_is_not_there() throws IOException {
        assertThat(EngineRun.of(cluster.settings("kubeuser.context", "production"), Plain.class)
                        .failures())
                .singleElement()
                .satisfies(failure -> assertThat(failure)
                        .isInstanceOf(ClusterException.class)
                        .hasMessageContainingAll(
                                "There is no context \"production\" in " + cluster.kubeconfig(), cluster.context()));
    }

    private Map<String, String> without(String key) throws IOException {
        Map<String, String> settings = new HashMap<>(cluster.settings());
        settings.remove(key);
        return settings;
    }

    private static void assertMisconfigured(Map<String, String> settings, Class<?> tests, String... words) {
        assertThat(EngineRun.of(settings, tests).failure())
                .isInstanceOf(ExtensionConfigurationException.class)
                .hasMessageContainingAll(words);
    }
}
