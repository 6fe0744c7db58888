// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.k3s;

import static dev.kubeuser.kinds.Kind.K3S;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.images.builder.ImageFromDockerfile;
import org.testcontainers.images.builder.Transferable;

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
    private static final String NEVER_READY = "localhost/kubeuser/k3s-never-ready:engine-tests";
    private static final String WITHOUT_K3S = "localhost/kubeuser/without-k3s:engine-tests";
    private static final String OTHER_MACHINE = "localhost/kubeuser/k3s-for-another-machine:engine-tests";

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
        return ChildJvm.start(
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

    private static void await(ChildJvm child, Pattern words) {
        Awaitility.await().atMost(PATIENCE).until(() -> !child.find(words).isEmpty() || !child.isAlive());
        assertThat(child.find(words)).as(child.output()).isNotEmpty();
    }

    private void assertNothingLeft() throws IOException {
        try (var left = Files.list(directory)) {
            assertThat(left.map(file -> file.getFileName().toString())).noneMatch(name -> name.startsWith("kubeuser-"));
        }
    }

    /** The engine may have heard of a removal before the relay fell silent, and be at it. */
    private static void remove(String container) {
        ClusterHost host = new ClusterHost(ClusterKind.K3S, container);
        Awaitility.await("the removal of " + container)
                .ignoreException(ConflictException.class)
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
            await(child, CONTAINER);
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
            await(child, CONTAINER);
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
        provideNeverReady();
        try (EngineRelay engine = EngineRelay.to(ENGINE)) {
            engine.fallSilentAt("/start HTTP");
            try (ChildJvm child = start(
                    engine.address(),
                    Plain.class,
                    "-Dkubeuser.start-timeout=10s",
                    "-Dkubeuser.k3s.image=" + NEVER_READY)) {
                child.awaitEnd();
                assertThat(child.output())
                        .contains("k3s from the image " + NEVER_READY + " did not start within 10.0 s: the container"
                                + " engine ");
                assertNothingLeft();
            }
        }
        ofImage(NEVER_READY).forEach(container -> remove(container.getId()));
    }

    private static void provideNeverReady() {
        String dockerfile = "FROM " + KindUnderTest.k3sImage()
                + "\nENV K3S_STAND_IN_ROOT=/elsewhere K3S_KUBECONFIG_OUTPUT=/elsewhere/k3s.yaml\n";
        new ImageFromDockerfile(NEVER_READY, false)
                .withFileFromString("Dockerfile", dockerfile)
                .get();
    }

    @AfterAll
    static void remove_image() {
        try {
            DockerClientFactory.lazyClient().removeImageCmd(NEVER_READY).exec();
        } catch (NotFoundException notBuilt) {
            assertThat(ofImage(NEVER_READY)).isEmpty();
        }
    }

    private static List<Container> ofImage(String image) {
        return DockerClientFactory.lazyClient().listContainersCmd().withShowAll(true).exec().stream()
                .filter(container -> image.equals(container.getImage()))
                .toList();
    }

    @Test
    void registry_that_hangs_is_an_error_after_the_start_timeout() throws IOException {
        try (AwkwardRegistry registry = AwkwardRegistry.hanging()) {
            assertPullIsGivenUp(registry);
        }
    }

    @Test
    void registry_that_drips_is_an_error_after_the_start_timeout() throws IOException {
        try (AwkwardRegistry registry = AwkwardRegistry.dripping()) {
            assertPullIsGivenUp(registry);
        }
    }

    private static void assertPullIsGivenUp(AwkwardRegistry registry) {
        assertFails(
                Map.of("kubeuser.k3s.image", registry.image("rancher/k3s:none"), "kubeuser.start-timeout", "10s"),
                "did not start within 10.0 s: its image was still being pulled. Pull it by hand,",
                WITHOUT_CONTAINERS);
    }

    @Test
    void pull_does_not_keep_a_jvm_from_ending_at_a_signal() throws IOException, InterruptedException {
        try (AwkwardRegistry registry = AwkwardRegistry.dripping();
                ChildJvm child = start(
                        "unix://" + ENGINE,
                        Plain.class,
                        "-Dkubeuser.k3s.image=" + registry.image("rancher/k3s:none"))) {
            await(child, PULLING);
            child.interrupt();
            Awaitility.await("the end of the JVM")
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> !child.isAlive());
            assertThat(child.output()).doesNotContain("its tests have ended");
            assertNothingLeft();
        }
    }

    /** Testcontainers pulls it before it creates the first container. */
    @Test
    void reaper_whose_image_cannot_be_pulled_is_an_error_after_the_start_timeout()
            throws IOException, InterruptedException {
        try (AwkwardRegistry registry = AwkwardRegistry.hanging();
                ChildJvm child = ChildJvm.start(
                        directory,
                        List.of(),
                        Map.of(
                                "TESTCONTAINERS_RYUK_DISABLED",
                                "false",
                                "TESTCONTAINERS_RYUK_CONTAINER_IMAGE",
                                registry.image("testcontainers/ryuk:none")),
                        Plain.class,
                        "-Dkubeuser.start-timeout=20s")) {
            assertThat(child.awaitEnd()).as(child.output()).isOne();
            assertThat(child.output())
                    .contains("did not start within 20.0 s: Testcontainers had not started its reaper.")
                    .contains("TESTCONTAINERS_RYUK_DISABLED=true")
                    .contains(WITHOUT_CONTAINERS);
        }
    }

    /** It has no program of this machine. */
    @Test
    void image_for_another_machine_is_an_error_that_says_so() {
        new ImageFromDockerfile(OTHER_MACHINE, false)
                .withFileFromTransferable("k3s", Transferable.of("not a program of this machine", 0100755))
                .withFileFromString("Dockerfile", "FROM scratch\nCOPY k3s /bin/k3s\nENTRYPOINT [\"/bin/k3s\"]\n")
                .get();
        assertFails(
                Map.of("kubeuser.k3s.image", OTHER_MACHINE),
                "k3s from the image " + OTHER_MACHINE + " did not start: ",
                "exec format error",
                "The image is for another architecture than the engine's machine");
        DockerClientFactory.lazyClient().removeImageCmd(OTHER_MACHINE).exec();
    }

    @Test
    void what_the_engine_refuses_to_start_is_an_error_in_its_own_words() {
        new ImageFromDockerfile(WITHOUT_K3S, false)
                .withFileFromString("nothing", "")
                .withFileFromString("Dockerfile", "FROM scratch\nCOPY nothing /nothing\nENTRYPOINT [\"/bin/k3s\"]\n")
                .get();
        assertFails(
                Map.of("kubeuser.k3s.image", WITHOUT_K3S),
                "k3s from the image " + WITHOUT_K3S + " did not start: the container engine says: ",
                "/bin/k3s",
                ". Mend that, let DOCKER_HOST name another engine, or set kubeuser.cluster=embedded");
        DockerClientFactory.lazyClient().removeImageCmd(WITHOUT_K3S).exec();
    }

    /** As the kernel ends it where memory is short. */
    @Test
    void container_that_is_killed_while_starting_is_an_error_that_names_the_likely_cause() {
        provideNeverReady();
        CompletableFuture<EngineRun> run = CompletableFuture.supplyAsync(
                () -> EngineRun.of(Map.of("kubeuser.k3s.image", NEVER_READY), Plain.class));
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> ofImage(NEVER_READY).stream()
                        .anyMatch(container -> container.getState().equals("running")));
        new ClusterHost(ClusterKind.K3S, ofImage(NEVER_READY).get(0).getId()).kill();
        assertFails(
                run.join(), "the container ended with exit code 137, killed as the kernel does where memory is short");
        assertThat(ofImage(NEVER_READY)).isEmpty();
    }

    private static void assertFails(Map<String, String> settings, String... words) {
        assertFails(EngineRun.of(settings, Plain.class), words);
    }

    private static void assertFails(EngineRun run, String... words) {
        assertThat(run.failures())
                .singleElement()
                .satisfies(failure ->
                        assertThat(failure).isInstanceOf(ClusterException.class).hasMessageContainingAll(words));
    }
}
