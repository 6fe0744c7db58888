// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.base.internal.KnownVersions;
import dev.kubeuser.cluster.embedded.HandStartedControlPlane;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.testkit.AnsweredCase;
import dev.kubeuser.testkit.ChildTest;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of the kinds of cluster where a build excludes the dependencies of one. */
@RunsOnce
class ClassPathTest {

    private static final Pattern TESTCONTAINERS =
            Pattern.compile(".*[/\\\\](testcontainers|docker-java|duct-tape)-?[^/\\\\]*\\.jar");
    private static final Pattern CONTROL_PLANE = Pattern.compile(
            ".*[/\\\\](kubeuser-control-plane-[^/\\\\]*\\.jar|control-plane[/\\\\]versions[/\\\\][^/\\\\]+[/\\\\]target[/\\\\]classes)");

    private static final String MINOR =
            KnownVersions.read().standard().withoutPatch().toString();

    @TempDir
    private Path directory;

    @Test
    void auto_is_embedded_without_testcontainers() throws IOException, InterruptedException {
        assertThat(run(TESTCONTAINERS, 0, "-Dkubeuser.cluster=auto"))
                .contains("cluster embedded, because Testcontainers is not on the class path"
                        + " (to require it, set kubeuser.cluster=k3s)")
                .contains("1 tests succeeded");
    }

    @Test
    void existing_needs_neither(@TempDir Path server) throws IOException, InterruptedException {
        try (HandStartedControlPlane existing = HandStartedControlPlane.start(server)) {
            assertThat(run(Pattern.compile(TESTCONTAINERS + "|" + CONTROL_PLANE), 0, existing.options()))
                    .contains("1 tests succeeded");
        }
    }

    @Test
    void k3s_says_that_it_needs_testcontainers() throws IOException, InterruptedException {
        assertThat(run(TESTCONTAINERS, 1, "-Dkubeuser.cluster=k3s"))
                .contains("ClusterException: k3s needs Testcontainers, which is not on the class path: add the artifact"
                        + " org.testcontainers:testcontainers-k3s, or set kubeuser.cluster=embedded to run"
                        + " without containers.");
    }

    @Test
    void auto_without_either_names_both_obstacles() throws IOException, InterruptedException {
        assertThat(run(Pattern.compile(TESTCONTAINERS + "|" + CONTROL_PLANE), 1, "-Dkubeuser.cluster=auto"))
                .contains("ClusterException: No cluster can be started on this machine:")
                .contains("- k3s: Testcontainers is not on the class path")
                .contains("- embedded: There is no embedded control plane of Kubernetes " + MINOR)
                .doesNotContain("NoClassDefFoundError");
    }

    private String run(Pattern excluded, int failures, String... settings) throws IOException, InterruptedException {
        return ChildTest.start(directory, classPathWithout(excluded), AnsweredCase.class, settings)
                .ended(failures);
    }

    /** Fails if there is nothing to leave out, because then the tests would prove nothing. */
    private static String classPathWithout(Pattern excluded) {
        String[] all = System.getProperty("java.class.path").split(File.pathSeparator, -1);
        assertThat(all).anyMatch(entry -> excluded.matcher(entry).matches());
        return Stream.of(all)
                .filter(entry -> !excluded.matcher(entry).matches())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
