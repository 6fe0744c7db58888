// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.existing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.ExistingOptions;
import dev.kubeuser.cluster.embedded.HandStartedControlPlane;
import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.credential.CertificateFlow;
import dev.kubeuser.kinds.InTurn;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.testkit.AnsweredCase;
import dev.kubeuser.testkit.ChildJvm;
import dev.kubeuser.testkit.ChildTest;
import dev.kubeuser.testkit.EngineRun;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CertificatesV1Api;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.apis.RbacAuthorizationV1Api;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two JVMs of tests at once on one existing cluster, one of them killed, and what is left of whom. */
@InTurn
@RunsOnce
class LeftoversTest {

    private static final Pattern RUN = Pattern.compile("run is (\\S+)");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private HandStartedControlPlane cluster;

    @BeforeEach
    void start() throws IOException {
        cluster = HandStartedControlPlane.start(directory);
    }

    @AfterEach
    void stop() throws IOException {
        cluster.close();
    }

    /** Has a request in the cluster, and waits until it is told to end. */
    @KubeUser("alice")
    static class Working {
        @Test
        void works(@KubeUser("pending") CertificateFlow flow, @KubeUser("alice") KubeAccess alice, Cluster cluster)
                throws InterruptedException {
            flow.generate();
            flow.submit();
            System.out.println("run is " + ManagedCluster.of(cluster).run().id());
            Path end = Path.of(System.getProperty("test.end"));
            while (Files.notExists(end)) {
                assertThat(alice.get("/healthz").body()).isEqualTo("ok");
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
    }

    /** Has a policy in the cluster, and waits to be killed. */
    @KubeUser("alice")
    @KubeManifests("src/test/resources/policies/readers.yaml")
    static class WithPolicy {
        @Test
        void waits(Cluster cluster) throws InterruptedException {
            System.out.println("run is " + ManagedCluster.of(cluster).run().id());
            TimeUnit.MINUTES.sleep(5);
        }
    }

    @KubeManifests("src/test/resources/policies/readers.yaml")
    static class NextWithPolicy extends AnsweredCase {}

    @Test
    void policy_of_a_killed_run_of_this_machine_is_removed_by_the_next_one() throws Exception {
        try (ChildJvm killed = ChildTest.start(directory, WithPolicy.class, cluster.options())) {
            String run = killed.await(RUN);
            killed.kill();
            assertThat(runsOfRoles()).containsExactly(run);
            EngineRun.of(cluster.settings(), NextWithPolicy.class).assertSuccessful(1);
            assertThat(runsOfRoles()).isEmpty();
        }
    }

    private Set<String> runsOfRoles() throws ApiException {
        return new RbacAuthorizationV1Api(cluster.admin())
                .listClusterRole().labelSelector("kubeuser.dev/run").execute().getItems().stream()
                        .map(role -> role.getMetadata().getLabels().get("kubeuser.dev/run"))
                        .collect(Collectors.toSet());
    }

    @Test
    void killed_run_is_cleaned_up_by_the_command_and_the_other_one_goes_on() throws Exception {
        try (ChildJvm killed = working("killed");
                ChildJvm other = working("other")) {
            String ofKilled = killed.await(RUN);
            String ofOther = other.await(RUN);
            assertThat(runsInCluster()).containsExactlyInAnyOrder(ofKilled, ofOther);

            killed.kill();
            assertThat(runsInCluster()).contains(ofKilled);

            String said = cleanup();
            assertThat(said)
                    .containsPattern(
                            "removed certificatesigningrequests\\.certificates\\.k8s\\.io/\\S+ of the run " + ofKilled)
                    .containsPattern("left certificatesigningrequests\\.certificates\\.k8s\\.io/\\S+ of the run "
                            + ofOther + ": its run goes on");
            assertThat(runsInCluster()).containsExactly(ofOther);

            end("other");
            assertThat(other.awaitEnd()).as(other.output()).isZero();
            assertThat(runsInCluster()).isEmpty();
            assertThat(temporaryDirectories())
                    .as("directories in java.io.tmpdir")
                    .isEmpty();
        }
    }

    @Test
    void interrupted_run_removes_what_it_created() throws Exception {
        try (ChildJvm child = working("interrupted")) {
            String run = child.await(RUN);
            assertThat(runsInCluster()).containsExactly(run);
            child.interrupt();
            child.awaitEnd();
            assertThat(runsInCluster()).as(child.output()).isEmpty();
            assertThat(temporaryDirectories()).isEmpty();
        }
    }

    /** It knows its own namespaces, so what a test put there goes with them; a label alone makes nothing its own. */
    @Test
    void interrupted_run_removes_its_namespaces_with_all_in_them_and_no_other() throws Exception {
        CoreV1Api core = new CoreV1Api(cluster.admin());
        try (ChildJvm child = ChildTest.start(directory, ForgedMarksTest.Killed.class, cluster.options())) {
            String run = child.await(RUN);
            V1ConfigMap ofTest = new V1ConfigMap().metadata(new V1ObjectMeta().name("of-a-test"));
            core.createNamespacedConfigMap("leftovers-mixed", ofTest).execute();
            V1ObjectMeta own = core.readNamespace("leftovers-mixed").execute().getMetadata();
            V1ObjectMeta forged =
                    new V1ObjectMeta().name("prod").labels(own.getLabels()).annotations(own.getAnnotations());
            core.createNamespace(new V1Namespace().metadata(forged)).execute();

            child.interrupt();
            child.awaitEnd();
            Awaitility.await().atMost(PATIENCE).until(() -> namespacesOf(run).equals(List.of("prod")));
            assertThat(core.readNamespace("prod").execute().getMetadata().getDeletionTimestamp())
                    .isNull();
        }
    }

    private List<String> namespacesOf(String run) throws ApiException {
        return new CoreV1Api(cluster.admin())
                .listNamespace().labelSelector("kubeuser.dev/run=" + run).execute().getItems().stream()
                        .map(namespace -> namespace.getMetadata().getName())
                        .toList();
    }

    private ChildJvm working(String name) throws IOException {
        List<String> options = new ArrayList<>(List.of(cluster.options()));
        options.add("-Dtest.end=" + directory.resolve(name + ".end"));
        return ChildTest.start(directory, Working.class, options.toArray(String[]::new));
    }

    private void end(String name) throws IOException {
        Files.createFile(directory.resolve(name + ".end"));
    }

    /** Cleans up in a JVM of its own, whose directory for temporary files has what the killed one left. */
    static class Cleaning {
        @Test
        void removes() {
            Cleanup.remove(
                            ExistingOptions.of(
                                    System.getProperty("kubeuser.kubeconfig"), System.getProperty("kubeuser.context")),
                            List.of())
                    .forEach(System.out::println);
        }
    }

    private String cleanup() throws IOException, InterruptedException {
        return ChildTest.start(directory, Cleaning.class, cluster.options()).ended(0);
    }

    private Set<String> runsInCluster() throws ApiException {
        return new CertificatesV1Api(cluster.admin())
                .listCertificateSigningRequest().execute().getItems().stream()
                        .map(request -> request.getMetadata().getLabels())
                        .map((Map<String, String> labels) -> labels.get("kubeuser.dev/run"))
                        .collect(Collectors.toSet());
    }

    private List<Path> temporaryDirectories() throws IOException {
        try (var entries = Files.list(directory)) {
            return entries.filter(entry -> entry.getFileName().toString().startsWith("kubeuser-"))
                    .toList();
        }
    }
}
