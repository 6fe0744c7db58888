package dev.kubeuser.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.kubeuser.kinds.RunsOnce;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@RunsOnce
class KustomizationTest {

    private static final String OVERLAYS = "src/test/resources/kustomize/";

    @BeforeAll
    static void requireKubectl() {
        boolean isOnPath = Arrays.stream(System.getenv("PATH").split(":"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, "kubectl")));
        if (!System.getenv().getOrDefault("KUBEUSER_REQUIRE", "").contains("kubectl")) {
            assumeThat(isOnPath).as("kubectl is on the PATH").isTrue();
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
        assertThatExceptionOfType(ManifestException.class)
                .isThrownBy(() -> Manifests.load("kustomize:" + OVERLAYS + "broken"))
                .withMessageContaining("could not render kustomize:" + OVERLAYS + "broken (exit code 1): ")
                .withMessageContaining("missing.yaml");
        assertThatExceptionOfType(ManifestException.class)
                .isThrownBy(() -> Manifests.load("kustomize:" + OVERLAYS + "test"))
                .withMessage("kustomize:" + OVERLAYS + "test: there is no kustomization.yaml in "
                        + Path.of(OVERLAYS, "test").toAbsolutePath()
                        + "; only directories on this machine are rendered");
    }
}
