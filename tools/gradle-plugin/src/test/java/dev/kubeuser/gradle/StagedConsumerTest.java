// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.gradle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.shop.BuildResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A user's project, which gets the library, its plugin and the command line from what was staged for a release. */
@Tag("staged")
class StagedConsumerTest {

    /** Maven has compiled its test: the one jar with Gradle cannot compile Java. */
    private static final Path CONSUMER = Path.of("../../release/consumer").toAbsolutePath();

    @Test
    void the_scripts_of_the_consumer_give_a_working_cluster(@TempDir Path project, @TempDir Path cache)
            throws IOException {
        for (String script : List.of("settings.gradle", "build.gradle")) {
            Files.copy(CONSUMER.resolve(script), project.resolve(script));
        }
        Path compiled = Files.writeString(project.resolve("compiled.gradle"), """
            allprojects {
                afterEvaluate {
                    tasks.named("test") {
                        testClassesDirs = files("%s")
                        classpath += testClassesDirs
                    }
                }
            }
            """.formatted(
                        CONSUMER.resolve("target/test-classes").toUri()));

        BuildResult built = Gradle.ofTheseTests()
                .build(
                        project,
                        List.of(
                                "--init-script=" + compiled,
                                "-PkubeuserVersion=" + System.getProperty("version"),
                                "-PkubernetesMinor=" + System.getProperty("kubernetes.minor"),
                                "-Pstaging="
                                        + Path.of(System.getProperty("staging")).toUri(),
                                "-Pkubeuser.cluster=embedded",
                                "-Pkubeuser.cache-directory=" + cache,
                                "check",
                                "--exclude-task=compileTestJava"));

        assertThat(built.exitValue()).as(built.output()).isZero();
        assertThat(project.resolve("build/test-results/test/TEST-com.example.ConsumerTest.xml"))
                .content()
                .contains("tests=\"3\" skipped=\"0\" failures=\"0\" errors=\"0\"");
    }
}
