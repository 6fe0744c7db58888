// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.k3s;

import static dev.kubeuser.kinds.Kind.K3S;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeCluster;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.kinds.InTurn;
import dev.kubeuser.kinds.KindUnderTest;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.testkit.ChildJvm;
import dev.kubeuser.testkit.ClusterHost;
import dev.kubeuser.testkit.EngineRun;
import dev.kubeuser.testkit.OneTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.images.builder.ImageFromDockerfile;

/** What a test says, and what is left, when k3s, its container or the engine fails. */
@InTurn
@RunsOn(value = K3S, because = "it ends containers, and cuts off the engine")
class K3sFaultTest {

    private static final String NEVER_READY = "localhost/kubeuser/k3s-never-ready:tests";
    private static final String UNAVAILABLE = "localhost:1/rancher/k3s:none";
    private static final Pattern CONTAINER = Pattern.compile("container is (\\S+)");

    @KubeUser("alice")
    static class Plain extends OneTest {}

    @KubeCluster(apiserverArguments = "no-such-argument=1")
    static class Misconfigured extends Plain {}

    @KubeUser("alice")
    static class KillingItsContainer {
        @Test
        void kills(KubeAccess alice, TestReporter reporter) {
            reporter.publishEntry("directory", alice.cluster().directory().toString());
            ClusterHost.of(alice.cluster()).kill();
            alice.get("/healthz");
        }
    }

    /** Waits for a file, by which it is told that the engine is gone. */
    @KubeUser("alice")
    static class LosingItsEngine {
        @Test
        void goes_on(KubeAccess alice) {
            System.out.println("container is " + ClusterHost.of(alice.cluster()).id());
            Awaitility.await()
                    .atMost(Duration.ofMinutes(2))
                    .until(() -> Files.exists(Path.of(System.getProperty("test.signal"))));
            alice.get("/healthz");
        }
    }

    @Test
    void container_that_ends_while_starting_is_an_error_with_its_last_lines() {
        assertFails(
                Map.of(),
                Misconfigured.class,
                "k3s from the image " + KindUnderTest.k3sImage() + " did not start: the container ended",
                "Last log lines:",
                "no-such-argument");
    }

    @KubeUser("alice")
    static class PausingItsContainer {
        @Test
        void pauses(KubeAccess alice, TestReporter reporter) {
            String id = ClusterHost.of(alice.cluster()).id();
            reporter.publishEntry("container", id);
            DockerClientFactory.lazyClient().pauseContainerCmd(id).exec();
            alice.get("/healthz");
        }
    }

    @Test
    void paused_container_is_told_and_removed() {
        EngineRun run = EngineRun.of(Map.of("kubeuser.request-timeout", "5s"), PausingItsContainer.class);
        assertThat(run.failure())
                .isInstanceOf(ClusterException.class)
                .hasMessageContainingAll("k3s at https://", " no longer answers: ", "it may have been paused");
        assertThat(run.published("container"))
                .singleElement()
                .satisfies(id -> assertThat(new ClusterHost(ClusterKind.K3S, id).isGone())
                        .isTrue());
    }

    /** At once by Testcontainers' reaper or, where that is switched off, by the next start. */
    @Test
    void container_of_a_killed_jvm_is_removed(@TempDir Path directory) throws IOException {
        try (ChildJvm child =
                ChildJvm.start(directory, LosingItsEngine.class, "-Dtest.signal=" + directory.resolve("none"))) {
            Awaitility.await()
                    .atMost(Duration.ofMinutes(2))
                    .until(() -> !child.find(CONTAINER).isEmpty());
            ClusterHost host = new ClusterHost(ClusterKind.K3S, child.find(CONTAINER));
            assertThat(host.isGone()).isFalse();
            child.kill();
            Awaitility.await().until(() -> !child.isAlive());
            EngineRun.of(Map.of(), Plain.class).assertSuccessful(1);
            Awaitility.await().until(host::isGone);
        }
    }

    @Test
    void image_that_cannot_be_had_is_an_error_with_the_ways_out() {
        assertFails(
                Map.of("kubeuser.k3s.image", UNAVAILABLE),
                Plain.class,
                "The image " + UNAVAILABLE + " could not be pulled",
                "kubeuser.k3s.image",
                "kubeuser.cluster=embedded");
    }

    /** Its kubeconfig is where nobody looks for it. */
    @Test
    void k3s_that_is_never_ready_is_an_error_after_the_start_timeout() {
        String dockerfile = "FROM " + KindUnderTest.k3sImage()
                + "\nENV K3S_STAND_IN_ROOT=/elsewhere K3S_KUBECONFIG_OUTPUT=/elsewhere/k3s.yaml\n";
        new ImageFromDockerfile(NEVER_READY, false)
                .withFileFromString("Dockerfile", dockerfile)
                .get();
        assertFails(
                Map.of("kubeuser.k3s.image", NEVER_READY, "kubeuser.start-timeout", "10s"),
                Plain.class,
                "k3s from the image " + NEVER_READY + " did not start within 10.0 s: k3s was not ready; set"
                        + " kubeuser.start-timeout to wait longer (last problem: ",
                "Last log lines:");
        DockerClientFactory.lazyClient().removeImageCmd(NEVER_READY).exec();
    }

    private static void assertFails(Map<String, String> settings, Class<?> tests, String... words) {
        assertThat(EngineRun.of(settings, tests).failures())
                .singleElement()
                .satisfies(failure ->
                        assertThat(failure).isInstanceOf(ClusterException.class).hasMessageContainingAll(words));
    }

    @Test
    void killed_container_explains_the_failure() {
        EngineRun run = EngineRun.of(Map.of(), KillingItsContainer.class);
        assertThat(run.failure())
                .isInstanceOf(ClusterException.class)
                .hasMessageContainingAll("The k3s container at https://", "is no longer running", "log lines")
                .hasStackTraceContaining("GET /healthz as alice got no answer");
        assertThat(run.published("directory"))
                .singleElement()
                .satisfies(directory -> assertThat(Path.of(directory)).doesNotExist());
    }

    @Test
    void lost_engine_explains_the_failure_and_names_what_is_left(@TempDir Path directory)
            throws IOException, InterruptedException {
        Path signal = directory.resolve("signal");
        try (EngineRelay engine = EngineRelay.to(Path.of("/var/run/docker.sock"));
                ChildJvm child = ChildJvm.start(
                        directory,
                        List.of(),
                        Map.of("DOCKER_HOST", engine.address()),
                        LosingItsEngine.class,
                        "-Dtest.signal=" + signal)) {
            Awaitility.await()
                    .atMost(Duration.ofMinutes(2))
                    .until(() -> !child.find(CONTAINER).isEmpty());
            ClusterHost host = new ClusterHost(ClusterKind.K3S, child.find(CONTAINER));
            engine.die();
            host.kill();
            Files.createFile(signal);
            assertThat(child.awaitEnd()).as(child.output()).isNotZero();
            assertThat(child.output())
                    .contains("Neither the container engine nor k3s at https://", "GET /healthz as alice got no answer")
                    .contains("docker rm -f " + host.id());
            DockerClientFactory.lazyClient().removeContainerCmd(host.id()).exec();
        }
        try (var left = Files.list(directory)) {
            assertThat(left.map(file -> file.getFileName().toString())).noneMatch(name -> name.startsWith("kubeuser-"));
        }
    }
}
