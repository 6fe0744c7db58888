// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser;

import static dev.kubeuser.kinds.Kind.EMBEDDED;
import static dev.kubeuser.kinds.Kind.EXISTING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.access.Kubeconfig;
import dev.kubeuser.cluster.AnonymousAuth;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.kinds.InTurn;
import dev.kubeuser.kinds.KindUnderTest;
import dev.kubeuser.kinds.OnEachJUnit;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.testkit.ChildJvm;
import dev.kubeuser.testkit.ChildTest;
import dev.kubeuser.testkit.ClusterHost;
import dev.kubeuser.testkit.ControlPlanes;
import dev.kubeuser.testkit.EngineRun;
import dev.kubeuser.testkit.Whoami;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CertificatesV1Api;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/** When clusters start and end, who shares one, and that nothing is left. */
@InTurn
@OnEachJUnit
public class LifecycleTest {

    private static final String SHARED = "an existing cluster is one for all, and goes on when tests are over";

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final Pattern KUBECONFIG = Pattern.compile("--kubeconfig (\\S+),");
    private static final Pattern KILL = Pattern.compile("end it with kill (\\d+)");

    abstract static class Reporting {
        @Test
        void test(Cluster cluster, TestReporter reporter) {
            reporter.publishEntry("server", cluster.server().toString());
            reporter.publishEntry("directory", cluster.directory().toString());
            if (KindUnderTest.kind() != EXISTING) {
                reporter.publishEntry("host", ClusterHost.of(cluster).toString());
            }
        }
    }

    @KubeUser("alice")
    public static class One extends Reporting {}

    @KubeUser("bob")
    static class Two extends Reporting {}

    @KubeUser("alice")
    @KubeCluster(anonymousAuth = AnonymousAuth.DISABLED)
    static class OtherConfiguration extends Reporting {}

    @KubeUser("alice")
    @KubeCluster(dedicated = true)
    static class Dedicated extends Reporting {
        @Test
        void same_for_all_tests_of_the_class(Cluster cluster, TestReporter reporter) {
            test(cluster, reporter);
        }
    }

    @KubeUser("alice")
    static class FilesAndRequests {
        @Test
        void test(
                Kubeconfig kubeconfig,
                Cluster cluster,
                @KubeAdmin CertificatesV1Api certificates,
                TestReporter reporter)
                throws ApiException {
            reporter.publishEntry("file", kubeconfig.file().toString());
            reporter.publishEntry(
                    "requests",
                    String.valueOf(certificates
                            .listCertificateSigningRequest()
                            .labelSelector(ManagedCluster.of(cluster).run().selector())
                            .execute()
                            .getItems()
                            .size()));
        }

        @AfterEach
        void file_is_there_until_the_end(Kubeconfig kubeconfig) {
            assertThat(kubeconfig.file()).exists();
        }
    }

    /** Looked at by several tests: each cluster of it takes its time. */
    private static EngineRun run;

    @BeforeAll
    static void run() {
        List<Class<?>> cases = new ArrayList<>(List.of(One.class, Two.class, FilesAndRequests.class));
        if (KindUnderTest.kind() != EXISTING) {
            cases.addAll(List.of(OtherConfiguration.class, Dedicated.class));
        }
        run = EngineRun.of(Map.of(), cases.toArray(Class<?>[]::new));
        assertThat(run.failures()).isEmpty();
    }

    private static String serverOf(Class<?> testClass) {
        List<String> servers = run.only(testClass).published("server");
        assertThat(servers).isNotEmpty().containsOnly(servers.get(0));
        return servers.get(0);
    }

    @Test
    void classes_share_a_cluster_if_they_ask_for_the_same() {
        assertThat(serverOf(One.class)).isEqualTo(serverOf(Two.class));
    }

    @Test
    @RunsOn(except = EXISTING, because = SHARED)
    void classes_with_different_clusters_do_not_share() {
        assertThat(serverOf(OtherConfiguration.class)).isNotEqualTo(serverOf(One.class));
    }

    @Test
    @RunsOn(except = EXISTING, because = SHARED)
    void dedicated_cluster_is_for_one_class_and_ends_with_the_run() {
        run.only(Dedicated.class).assertSuccessful(2);
        assertThat(serverOf(Dedicated.class)).isNotIn(serverOf(One.class), serverOf(OtherConfiguration.class));
        assertNothingLeft();
    }

    private static void assertNothingLeft() {
        assertThat(run.published("host")).isNotEmpty();
        // An engine may have a container listed for a moment after it has removed it.
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(run.published("host"))
                        .allMatch(host -> ClusterHost.parse(host).isGone()));
        assertThat(run.published("directory")).isNotEmpty().noneMatch(directory -> Files.exists(Path.of(directory)));
    }

    @Test
    void files_go_with_the_run_and_requests_before() {
        run.only(FilesAndRequests.class).assertSuccessful(1);
        assertThat(run.published("requests")).containsExactly("0");
        assertThat(run.published("file"))
                .singleElement()
                .satisfies(file -> assertThat(Path.of(file)).doesNotExist());
    }

    @Test
    void temporary_directory_is_empty_after_a_run(@TempDir Path directory) throws IOException, InterruptedException {
        Path temporary = Files.createDirectory(directory.resolve("tmp"));
        try (ChildJvm child = ChildTest.start(directory, FilesAndRequests.class, "-Djava.io.tmpdir=" + temporary)) {
            assertThat(child.awaitEnd()).as(child.output()).isZero();
            assertThat(child.output())
                    .containsPattern("kubeuser: (starting|using) .*")
                    .containsPattern("Kubernetes v\\S+ .*at https://(127\\.0\\.0\\.1|localhost):");
        }
        try (Stream<Path> left = Files.list(temporary)) {
            assertThat(left.filter(file -> !file.getFileName().toString().startsWith("hsperf")))
                    .isEmpty();
        }
    }

    @Test
    @RunsOn(value = EMBEDDED, because = "Testcontainers ends a container unless its user allows reuse on the machine")
    void kept_cluster_is_reached_and_ended_as_the_message_says(@TempDir Path directory)
            throws IOException, InterruptedException, ApiException {
        try (ChildJvm child = ChildTest.start(directory, FilesAndRequests.class, "-Dkubeuser.keep=true")) {
            assertThat(child.awaitEnd()).as(child.output()).isZero();
            Path kubeconfig = Path.of(child.find(KUBECONFIG));
            long pid = Long.parseLong(child.find(KILL));
            assertThat(userOf(kubeconfig)).isEqualTo("kubernetes-admin");
            assertThat(userOf(onlyUserOf(kubeconfig.resolveSibling("users")))).isEqualTo("alice");
            ProcessHandle.of(pid).orElseThrow().destroy();
            Awaitility.await().atMost(PATIENCE).until(() -> ControlPlanes.isGone(pid));
            assertThat(kubeconfig.getParent()).doesNotExist();
        }
    }

    private static Path onlyUserOf(Path users) throws IOException {
        try (Stream<Path> files = Files.walk(users)) {
            return files.filter(file -> file.endsWith("kubeconfig")).findFirst().orElseThrow();
        }
    }

    private static String userOf(Path kubeconfig) throws IOException, ApiException {
        try (Reader in = Files.newBufferedReader(kubeconfig)) {
            var client = ClientBuilder.kubeconfig(KubeConfig.loadKubeConfig(in)).build();
            return Whoami.of(client).getUsername();
        }
    }
}
