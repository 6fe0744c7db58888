// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.testkit.AnsweredCase;
import dev.kubeuser.testkit.ChildJvm;
import dev.kubeuser.testkit.ChildTest;
import dev.kubeuser.testkit.NeedsUnix;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said where k3s is asked for and no container engine can be used. */
@RunsOnce
class EngineErrorsTest {

    private static final String NOBODY_THERE = "tcp://127.0.0.1:1";
    private static final String UNAVAILABLE = "localhost:1/rancher/k3s:none";

    /** Two clusters in one run. */
    static class Twice {
        @Nested
        @KubeCluster(dedicated = true)
        class One extends AnsweredCase {}

        @Nested
        @KubeCluster(dedicated = true)
        class Other extends AnsweredCase {}
    }

    @TempDir
    private Path directory;

    @Test
    void engine_that_does_not_answer() throws IOException, InterruptedException {
        assertFails(
                List.of(),
                NOBODY_THERE,
                "No container engine answers at " + NOBODY_THERE
                        + ", which DOCKER_HOST names, so k3s cannot be started."
                        + " Start it, let DOCKER_HOST name another one, or set kubeuser.cluster=embedded to run "
                        + "without containers.");
    }

    @Test
    void engine_whose_socket_is_not_there() throws IOException, InterruptedException {
        String address = "unix://" + directory.resolve("none.sock");
        assertFails(List.of(), address, "No container engine answers at " + address + ", which DOCKER_HOST");
    }

    @Test
    @NeedsUnix
    void no_permission_on_the_socket() throws IOException, InterruptedException {
        Path socket = directory.resolve("docker.sock");
        try (ServerSocketChannel engine = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            engine.bind(UnixDomainSocketAddress.of(socket));
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("---------"));
            assertFails(
                    withoutPowersOfRoot(),
                    "unix://" + socket,
                    "has no permission on " + socket + ", so k3s cannot be started. Add the user to the socket's group,"
                            + " or set kubeuser.cluster=embedded to run without containers.");
        }
    }

    /** Root may open any file, unless it gave up that capability. */
    private static List<String> withoutPowersOfRoot() {
        return System.getProperty("user.name").equals("root")
                ? List.of("setpriv", "--bounding-set=-dac_override,-dac_read_search")
                : List.of();
    }

    private void assertFails(List<String> front, String engine, String sentence)
            throws IOException, InterruptedException {
        assertThat(output(1, front, Map.of("DOCKER_HOST", engine), AnsweredCase.class, "-Dkubeuser.cluster=k3s"))
                .contains("ClusterException: ", sentence);
    }

    /** What a JVM prints in which so many tests fail. */
    private String output(
            int failures, List<String> front, Map<String, String> variables, Class<?> testClass, String... options)
            throws IOException, InterruptedException {
        try (ChildJvm child = ChildTest.start(directory, front, variables, testClass, options)) {
            assertThat(child.awaitEnd()).as(child.output()).isEqualTo(failures);
            return child.output();
        }
    }

    @Test
    void automatic_choice_is_embedded_then() throws IOException, InterruptedException {
        Map<String, String> variables = Map.of("DOCKER_HOST", NOBODY_THERE);
        assertThat(output(0, List.of(), variables, AnsweredCase.class, "-Dkubeuser.cluster=auto"))
                .contains("cluster embedded, because no container engine answers (to require it, set "
                        + "kubeuser.cluster=k3s)");
    }

    /** Testcontainers would try for minutes to pull the image of its reaper. */
    @Test
    void automatic_choice_does_not_wait_for_an_engine_without_images() throws IOException, InterruptedException {
        try (EmptyEngine engine = new EmptyEngine(false)) {
            assertThat(output(
                            0,
                            List.of(),
                            Map.of("DOCKER_HOST", engine.address(), "TESTCONTAINERS_RYUK_DISABLED", "false"),
                            AnsweredCase.class,
                            "-Dkubeuser.cluster=auto",
                            "-Dkubeuser.k3s.image=" + UNAVAILABLE))
                    .contains("cluster embedded, because the container engine does not have " + UNAVAILABLE
                            + " and its registry does not answer");
        }
    }

    @Test
    void automatic_choice_falls_back_to_embedded_if_k3s_does_not_start() throws IOException, InterruptedException {
        assertThat(outputWithImages(0, "auto"))
                .contains("2 tests succeeded")
                .containsOnlyOnce("cluster k3s, because a container engine answers and has rancher/k3s:")
                .containsOnlyOnce("cluster embedded, because k3s from the image rancher/k3s:")
                .containsOnlyOnce("(to require it, set kubeuser.cluster=k3s)");
    }

    @Test
    void k3s_that_is_asked_for_never_falls_back() throws IOException, InterruptedException {
        assertThat(outputWithImages(2, "k3s"))
                .contains("ClusterException: k3s from the image rancher/k3s:", " did not start: ")
                .doesNotContain("starting an embedded control plane");
    }

    /** The image is there, and the engine creates no container of it. */
    private String outputWithImages(int failures, String kind) throws IOException, InterruptedException {
        try (EmptyEngine engine = new EmptyEngine(true)) {
            Map<String, String> variables = Map.of(
                    "DOCKER_HOST", engine.address(),
                    "TESTCONTAINERS_RYUK_DISABLED", "true",
                    "TESTCONTAINERS_CHECKS_DISABLE", "true");
            return output(failures, List.of(), variables, Twice.class, "-Dkubeuser.cluster=" + kind);
        }
    }
}
