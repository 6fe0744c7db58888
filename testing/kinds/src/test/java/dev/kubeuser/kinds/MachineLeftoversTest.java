// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.kinds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kubeuser.testkit.NeedsProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;

/** A check for leftovers is worth something only if it finds what was put there. */
class MachineLeftoversTest {

    @TempDir
    private Path temporary;

    @TempDir
    private Path ofPrograms;

    private MachineLeftovers leftovers() {
        return new MachineLeftovers(temporary, ofPrograms, Instant.now());
    }

    @Test
    void directory_of_a_cluster_is_found() throws IOException {
        Path left = Files.createDirectory(temporary.resolve("kubeuser-1"));
        assertThat(leftovers().files()).containsExactly("file " + left);
    }

    @Test
    void sockets_of_a_cluster_are_found_but_not_those_of_another_build(@TempDir Path ofAnotherBuild)
            throws IOException {
        Files.createDirectory(ofAnotherBuild.resolve("kubeuser-2"));
        assertThat(leftovers().sockets()).isEmpty();
        Path left = Files.createDirectory(ofPrograms.resolve("kubeuser-1"));
        assertThat(leftovers().sockets()).containsExactly("directory " + left);
    }

    @Test
    void process_of_a_cluster_is_found_until_it_ends() throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sh", "-c", "read line", "sh", "--data-dir=" + temporary).start();
        assertThat(leftovers().processes())
                .singleElement()
                .asString()
                .startsWith("process " + process.pid() + " ")
                .contains("--data-dir=");
        process.getOutputStream().close();
        process.waitFor();
        assertThat(leftovers().processes()).isEmpty();
    }

    @Test
    void container_of_the_image_is_found_also_if_it_never_ran() {
        assumeTrue(
                NeedsProgram.isRequired("docker") || K3sImage.engineAnswers(), "not run: no container engine answers");
        K3sImage.buildStandIn();
        var docker = DockerClientFactory.lazyClient();
        MachineLeftovers leftovers = leftovers();
        String left = docker.createContainerCmd(K3sImage.STAND_IN)
                .withLabels(DockerClientFactory.DEFAULT_LABELS)
                .exec()
                .getId();
        try {
            assertThat(leftovers.containers(K3sImage.STAND_IN))
                    .singleElement()
                    .asString()
                    .startsWith("container " + left);
            assertThat(leftovers.containers("another")).isEmpty();
        } finally {
            docker.removeContainerCmd(left).exec();
        }
        assertThat(leftovers.containers(K3sImage.STAND_IN)).isEmpty();
    }
}
