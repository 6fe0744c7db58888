// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.maven;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.shop.BuildResult;
import dev.kubeuser.shop.Shop;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Users' projects that depend on the official client too. Maven takes the version of a library that it meets first, so
 * each order of the dependencies, with the BOM and without it, is another class path.
 */
class OfficialClientTest {

    @Test
    void reads_a_kubeconfig_whatever_the_order_of_the_dependencies(@TempDir Path project) throws IOException {
        LocalRepository repository = LocalRepository.ofUsers();
        Shop.copy(Path.of("src/test/resources/client-java"), project);

        BuildResult tests = repository.mvn(
                project,
                List.of(
                        "-fae",
                        "-Dcompiler=" + System.getProperty("compiler.under.test"),
                        "-Dclient-java=" + System.getProperty("client-java.under.test"),
                        LocalRepository.controlPlane(),
                        "test"));

        assertThat(tests.exitValue()).as(tests.output()).isZero();
        assertThat(tests.output().split("Tests run: 1, Failures: 0, Errors: 0, Skipped: 0\\R", -1))
                .hasSize(5);
    }
}
