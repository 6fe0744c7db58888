// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.k3s;

import static dev.kubeuser.kinds.Kind.K3S;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.exception.DockerException;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.cluster.k3s.K3sFaultTest.Image;
import dev.kubeuser.kinds.InTurn;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.testkit.ChildJvm;
import dev.kubeuser.testkit.ChildTest;
import dev.kubeuser.testkit.ClusterHost;
import dev.kubeuser.testkit.EngineRun;
import dev.kubeuser.testkit.LoopbackServer;
import dev.kubeuser.testkit.OneTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;

/** A container engine that does not answer, or cannot get or run an image: nobody waits for it without limit. */
@InTurn
@RunsOn(value = K3S, because = "it cuts off the engine")
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@Order(1) // takes longest
class K3sEngineTest {

    private static final Path ENGINE = Path.of("/var/run/docker.sock");
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Pattern CONTAINER = Pattern.compile("container is (\\S+)");
    private static final Pattern PULLING = Pattern.compile("(still waiting for the image of k3s to be pulled)");
    private static final String WITHOUT_CONTAINERS = "or set kubeuser.cluster=embedded to run without containers";

    @TempDir
    Path directory;

    @KubeUser("alice")
    static class Plain extends OneTest {}

    /** Waits for a file, by which it is told that the engine is silent. */
    @KubeUser("alice")
    static class LosingItsEngine {
        @Test
        void goes_on(KubeAccess alice) {
            System.out.println("container is " + ClusterHost.of(alice.cluster()).id());
            Awaitility.await().atMost(PATIENCE).until(() -> Files.exists(Path.of(System.getProperty("test.signal"))));
            assertThat(alice.get("/healthz").body()).isEqualTo("ok");
            alice.cluster().auditLog();
        }
    }

    private ChildJvm start(String engine, Class<?> test, String... options) throws IOException {
        return ChildTest.start(
                directory,
                List.of(),
                Map.of("DOCKER_HOST", engine, "TESTCONTAINERS_RYUK_DISABLED", "true"),
                test,
                options);
    }

    private ChildJvm startLosing(EngineRelay engine) throws IOException {
        return start(
                engine.address(),
                LosingItsEngine.class,
                "-Dtest.signal=" + directory.resolve("signal"),
                "-Dkubeuser.request-timeout=2s");
    }

    private void assertNothingLeft() throws IOException {
        try (var left = Files.list(directory)) {
            assertThat(left.map(file -> file.getFileName().toString())).noneMatch(name -> name.startsWith("kubeuser-"));
        }
    }

    /**
     * The engine may have heard of a removal before the relay fell silent, and be at it; and the next start of k3s by
     * another class removes what an ended JVM left.
     */
    private static void remove(String container) {
        ClusterHost host = new ClusterHost(ClusterKind.K3S, container);
        Awaitility.await("the removal of " + container)
                .ignoreExceptionsInstanceOf(DockerException.class)
                .until(() -> {
                    if (!host.isGone()) {
                        DockerClientFactory.lazyClient()
                                .removeContainerCmd(container)
                                .withForce(true)
                                .withRemoveVolumes(true)
                                .exec();
                    }
                    return host.isGone();
                });
    }

    @Test
    void that_falls_silent_in_a_test_ends_nothing_but_the_run() throws IOException, InterruptedException {
        try (EngineRelay engine = EngineRelay.to(ENGINE);
                ChildJvm child = startLosing(engine)) {
            child.await(CONTAINER);
            engine.fallSilent();
            Files.createFile(directory.resolve("signal"));
            child.awaitEnd();
            assertThat(child.output())
                    .contains("The audit log could not be copied out of the k3s container: the container engine has not"
                            + " answered within 2.0 s")
                    .contains("docker rm -f " + child.find(CONTAINER));
            assertNothingLeft();
            engine.die();
            remove(child.find(CONTAINER));
        }
    }

    @Test
    void that_is_silent_does_not_keep_a_jvm_from_ending_at_a_signal() throws IOException, InterruptedException {
        try (EngineRelay engine = EngineRelay.to(ENGINE);
                ChildJvm child = startLosing(engine)) {
            child.await(CONTAINER);
            engine.fallSilent();
            child.interrupt();
            Awaitility.await("the end of the JVM")
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> !child.isAlive());
            assertNothingLeft();
            engine.die();
            remove(child.find(CONTAINER));
        }
    }

    @Test
    void that_is_silent_from_the_beginning_is_an_error_after_the_start_timeout()
            throws IOException, InterruptedException {
        try (EngineRelay engine = EngineRelay.to(ENGINE)) {
            engine.fallSilent();
            try (ChildJvm child = start(engine.address(), Plain.class, "-Dkubeuser.start-timeout=3s")) {
                assertThat(child.awaitEnd()).as(child.output()).isOne();
                assertThat(child.output())
                        .contains("did not start within 3.0 s: the container engine did not answer. Restart it,")
                        .contains(WITHOUT_CONTAINERS);
            }
            assertNothingLeft();
        }
    }

    @Test
    void that_falls_silent_at_a_start_is_an_error_after_the_start_timeout() throws IOException, InterruptedException {
        try (Image image = Image.neverReady("k3s-never-started")) {
            try (EngineRelay engine = EngineRelay.to(ENGINE)) {
                engine.fallSilentAt("/start HTTP");
                try (ChildJvm child = start(
                        engine.address(),
                        Plain.class,
                        "-Dkubeuser.start-timeout=10s",
                        "-Dkubeuser.k3s.image=" + image.name())) {
                    child.awaitEnd();
                    assertThat(child.output())
                            .contains("k3s from the image " + image.name() + " did not start within 10.0 s: the"
                                    + " container engine ");
                    assertNothingLeft();
                }
            }
            image.containers().forEach(container -> remove(container.getId()));
        }
    }

    /** At once by Testcontainers' reaper or, where that is switched off, by the next start. */
    @Test
    void container_of_a_killed_jvm_is_removed() throws IOException, InterruptedException {
        try (ChildJvm child =
                ChildTest.start(directory, LosingItsEngine.class, "-Dtest.signal=" + directory.resolve("none"))) {
            child.await(CONTAINER);
            ClusterHost host = new ClusterHost(ClusterKind.K3S, child.find(CONTAINER));
            assertThat(host.isGone()).isFalse();
            child.kill();
            EngineRun.of(Map.of(), Plain.class).assertSuccessful(1);
            Awaitility.await().until(host::isGone);
        }
    }

    @Test
    void that_is_lost_explains_the_failure_and_names_what_is_left() throws IOException, InterruptedException {
        try (EngineRelay engine = EngineRelay.to(ENGINE);
                ChildJvm child = start(
                        engine.address(), LosingItsEngine.class, "-Dtest.signal=" + directory.resolve("signal"))) {
            child.await(CONTAINER);
            ClusterHost host = new ClusterHost(ClusterKind.K3S, child.find(CONTAINER));
            engine.die();
            host.kill();
            Files.createFile(directory.resolve("signal"));
            assertThat(child.awaitEnd()).as(child.output()).isNotZero();
            assertThat(child.output())
                    .contains("Neither the container engine nor k3s at https://", "GET /healthz as alice got no answer")
                    .contains("docker rm -f " + host.id());
            remove(host.id());
        }
        assertNothingLeft();
    }

    @Test
    void pull_without_an_end_is_an_error_after_the_start_timeout() throws IOException {
        try (LoopbackServer registry = LoopbackServer.start().at("/", LoopbackServer::drip)) {
            K3sFaultTest.assertFails(
                    Map.of("kubeuser.k3s.image", image(registry), "kubeuser.start-timeout", "10s"),
                    Plain.class,
                    "did not start within 10.0 s: its image was still being pulled. Pull it by hand,",
                    WITHOUT_CONTAINERS);
        }
    }

    /** The engine takes it for the registry of an image. */
    private static String image(LoopbackServer registry) {
        return registry.authority() + "/rancher/k3s:none";
    }

    @Test
    void pull_does_not_keep_a_jvm_from_ending_at_a_signal() throws IOException, InterruptedException {
        try (LoopbackServer registry = LoopbackServer.start().at("/", LoopbackServer::drip);
                ChildJvm child = start("unix://" + ENGINE, Plain.class, "-Dkubeuser.k3s.image=" + image(registry))) {
            child.await(PULLING);
            child.interrupt();
            Awaitility.await("the end of the JVM")
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> !child.isAlive());
            assertThat(child.output()).doesNotContain("its tests have ended");
            assertNothingLeft();
        }
    }

    /**
     * Testcontainers pulls it before it creates the first container. A busy engine takes long to answer before that.
     */
    @Test
    void reaper_whose_image_cannot_be_pulled_is_an_error_after_the_start_timeout()
            throws IOException, InterruptedException {
        try (LoopbackServer registry = LoopbackServer.start().at("/", LoopbackServer::drip);
                ChildJvm child = ChildTest.start(
                        directory,
                        List.of(),
                        Map.of(
                                "TESTCONTAINERS_RYUK_DISABLED",
                                "false",
                                "TESTCONTAINERS_RYUK_CONTAINER_IMAGE",
                                image(registry)),
                        Plain.class,
                        "-Dkubeuser.start-timeout=45s")) {
            assertThat(child.awaitEnd()).as(child.output()).isOne();
            assertThat(child.output())
                    .contains("did not start within 45.0 s: Testcontainers had not started its reaper.")
                    .contains("TESTCONTAINERS_RYUK_DISABLED=true")
                    .contains(WITHOUT_CONTAINERS);
        }
    }
}
