// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.k3s;

import static dev.kubeuser.kinds.Kind.K3S;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.Container;
import dev.kubeuser.KubeCluster;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.kinds.InTurn;
import dev.kubeuser.kinds.KindUnderTest;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.testkit.ClusterHost;
import dev.kubeuser.testkit.EngineRun;
import dev.kubeuser.testkit.OneTest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.images.builder.ImageFromDockerfile;
import org.testcontainers.images.builder.Transferable;

/** What a test says, and what is left, when k3s, its image or its container fails. */
@InTurn
@RunsOn(value = K3S, because = "it ends containers")
class K3sFaultTest {

    private static final String UNAVAILABLE = "localhost:1/rancher/k3s:none";

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

    @Test
    void image_that_cannot_be_had_is_an_error_with_the_ways_out() {
        assertFails(
                Map.of("kubeuser.k3s.image", UNAVAILABLE),
                Plain.class,
                "The image " + UNAVAILABLE + " could not be pulled",
                "kubeuser.k3s.image",
                "kubeuser.cluster=embedded");
    }

    /**
     * An image that is made for a test.
     *
     * @param name its name
     */
    record Image(String name) implements AutoCloseable {
        /** Of a Dockerfile that may copy {@code k3s}, which is no program of this machine. */
        static Image of(String name, String dockerfile) {
            String image = "localhost/kubeuser/" + name + ":tests";
            new ImageFromDockerfile(image, false)
                    .withFileFromTransferable("k3s", Transferable.of("not a program of this machine", 0100755))
                    .withFileFromString("Dockerfile", dockerfile)
                    .get();
            return new Image(image);
        }

        /** The kubeconfig of its k3s is where nobody looks for it. */
        static Image neverReady(String name) {
            return ofK3s(
                    name,
                    k3s -> k3s.withEnv("K3S_STAND_IN_ROOT=/" + name, "K3S_KUBECONFIG_OUTPUT=/" + name + "/k3s.yaml"));
        }

        /**
         * Of a container of k3s, in which something is otherwise. No Dockerfile: its FROM would take an image that is
         * named without a tag for the latest one, and have it pulled.
         */
        static Image ofK3s(String name, Consumer<CreateContainerCmd> otherwise) {
            DockerClient engine = DockerClientFactory.lazyClient();
            CreateContainerCmd k3s = engine.createContainerCmd(
                    K3sImage.of(ClusterSpec.defaults().withK3sImage(KindUnderTest.k3sImage())));
            otherwise.accept(k3s);
            String container = k3s.exec().getId();
            String repository = "localhost/kubeuser/" + name;
            engine.commitCmd(container)
                    .withRepository(repository)
                    .withTag("tests")
                    .exec();
            engine.removeContainerCmd(container).withRemoveVolumes(true).exec();
            return new Image(repository + ":tests");
        }

        List<Container> containers() {
            return DockerClientFactory.lazyClient().listContainersCmd().withShowAll(true).exec().stream()
                    .filter(container -> name.equals(container.getImage()))
                    .toList();
        }

        /** A start that was given up may still be removing its container. */
        @Override
        public void close() {
            Awaitility.await("the end of its containers")
                    .until(() -> containers().isEmpty());
            DockerClientFactory.lazyClient().removeImageCmd(name).exec();
        }
    }

    @Test
    void k3s_that_is_never_ready_is_an_error_after_the_start_timeout() {
        try (Image image = Image.neverReady("k3s-never-ready")) {
            assertFails(
                    Map.of("kubeuser.k3s.image", image.name(), "kubeuser.start-timeout", "20s"),
                    Plain.class,
                    "k3s from the image " + image.name() + " did not start within 20.0 s: k3s was not ready; set"
                            + " kubeuser.start-timeout to wait longer (last problem: ",
                    "Last log lines:");
        }
    }

    @Test
    void image_for_another_machine_is_an_error_that_says_so() {
        try (Image image =
                Image.of("k3s-for-another-machine", "FROM scratch\nCOPY k3s /bin/k3s\nENTRYPOINT [\"/bin/k3s\"]\n")) {
            assertFails(
                    Map.of("kubeuser.k3s.image", image.name()),
                    Plain.class,
                    "k3s from the image " + image.name() + " did not start: ",
                    "exec format error",
                    "The image is for another architecture than the engine's machine");
        }
    }

    @Test
    void what_the_engine_refuses_to_start_is_an_error_in_its_own_words() {
        try (Image image = Image.of("without-k3s", "FROM scratch\nCOPY k3s /nothing\nENTRYPOINT [\"/bin/k3s\"]\n")) {
            assertFails(
                    Map.of("kubeuser.k3s.image", image.name()),
                    Plain.class,
                    "k3s from the image " + image.name() + " did not start: the container engine says: ",
                    "/bin/k3s",
                    ". Mend that, let DOCKER_HOST name another engine, or set kubeuser.cluster=embedded");
        }
    }

    /** As the kernel ends it where memory is short. */
    @Test
    void container_that_is_killed_while_starting_is_an_error_that_names_the_likely_cause() {
        try (Image image = Image.neverReady("k3s-killed")) {
            CompletableFuture<EngineRun> run = CompletableFuture.supplyAsync(
                    () -> EngineRun.of(Map.of("kubeuser.k3s.image", image.name()), Plain.class));
            Awaitility.await()
                    .atMost(Duration.ofMinutes(2))
                    .until(() -> image.containers().stream()
                            .anyMatch(container -> container.getState().equals("running")));
            new ClusterHost(ClusterKind.K3S, image.containers().get(0).getId()).kill();
            assertFails(
                    run.join(),
                    "did not start: the container ended with exit code 137, killed as the kernel does where memory is"
                            + " short (k3s needs 400 MB) while k3s was starting.");
            assertThat(image.containers()).isEmpty();
        }
    }

    /** Before or after Testcontainers has seen it running: the words are the same. */
    @Test
    void container_that_is_killed_at_once_is_an_error_that_names_the_likely_cause() {
        try (Image image = Image.ofK3s("k3s-killed-at-once", k3s -> k3s.withEntrypoint("/bin/sh", "-c", "exit 137"))) {
            assertFails(
                    Map.of("kubeuser.k3s.image", image.name()),
                    Plain.class,
                    "did not start: the container ended with exit code 137, killed as the kernel does where memory is"
                            + " short (k3s needs 400 MB) while k3s was starting.");
        }
    }

    static void assertFails(Map<String, String> settings, Class<?> tests, String... words) {
        assertFails(EngineRun.of(settings, tests), words);
    }

    private static void assertFails(EngineRun run, String... words) {
        assertThat(run.failures())
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
}
