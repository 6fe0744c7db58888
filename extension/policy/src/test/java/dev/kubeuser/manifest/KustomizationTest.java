// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.manifest;

import static dev.kubeuser.testkit.Failures.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.testkit.ChildJvm;
import dev.kubeuser.testkit.NeedsProgram;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KustomizationTest {

    private static final String OVERLAYS = "src/test/resources/kustomize/";

    @RegisterExtension
    static final NeedsProgram KUBECTL = new NeedsProgram("kubectl");

    @RegisterExtension
    static final NeedsProgram KUSTOMIZE = new NeedsProgram("kustomize");

    /** Fails by the name of what rendered it. */
    static final class Broken {

        private Broken() {}

        public static void main(String[] none) {
            Manifests.load("kustomize:" + OVERLAYS + "broken");
        }
    }

    @ParameterizedTest
    @CsvSource({"kustomize kubectl, kustomize", "kustomize, kustomize", "kubectl, kubectl"})
    void kustomize_renders_or_else_kubectl(String programs, String renders, @TempDir Path directory) throws Exception {
        assertThat(failure(directory, programs.split(" ", -1)))
                .contains(renders + " could not render kustomize:" + OVERLAYS + "broken (exit code 1): ")
                .contains("accumulating resources");
    }

    @Test
    void neither_is_there(@TempDir Path directory) throws Exception {
        assertThat(failure(directory))
                .contains("could not be rendered: neither kustomize nor kubectl is on the PATH; install one of them");
    }

    /** In a JVM whose PATH has these programs and no others. */
    private static String failure(Path directory, String... programs) throws Exception {
        Path path = Files.createDirectory(directory.resolve("path"));
        for (String program : programs) {
            Files.createSymbolicLink(path.resolve(program), NeedsProgram.path(program));
        }
        try (ChildJvm child = ChildJvm.start(directory, Map.of("PATH", path.toString()), Broken.class)) {
            child.awaitEnd();
            return child.output();
        }
    }

    @Test
    void an_overlay_is_rendered() {
        ManifestObject role =
                Manifests.load("kustomize:" + OVERLAYS + "prod").objects().get(0);

        assertThat(role.name()).isEqualTo("prod-readers");
        assertThat(role.origin())
                .hasToString(OVERLAYS + "prod/kustomization.yaml (rendered line " + role.line("") + ")");
    }

    @Test
    void what_cannot_be_rendered_is_told_in_the_words_of_the_tool() {
        assertRefused(() -> Manifests.load("kustomize:" + OVERLAYS + "broken"))
                .hasMessageContaining("could not render kustomize:" + OVERLAYS + "broken (exit code 1): ")
                .hasMessageContaining("missing.yaml");
        assertRefused(() -> Manifests.load("kustomize:" + OVERLAYS + "test"))
                .hasMessage("kustomize:" + OVERLAYS + "test: there is no kustomization.yaml in "
                        + Path.of(OVERLAYS, "test").toAbsolutePath()
                        + "; only directories on this machine are rendered");
    }
}
