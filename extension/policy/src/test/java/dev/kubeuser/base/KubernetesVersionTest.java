// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KubernetesVersionTest {

    @ParameterizedTest
    @CsvSource({
        "1.35, 1.35",
        "v1.35, 1.35",
        "1.35.4, v1.35.4",
        "v1.35.4, v1.35.4",
        "' v1.35.4 ', v1.35.4",
        "v1.35.4+k3s1, v1.35.4",
        "v1.35.4-k3s1, v1.35.4",
        "v1.34.1-gke.1829001, v1.34.1",
        "v1.38.0-alpha.1, v1.38.0"
    })
    void is_read_as_people_and_servers_write_it(String text, String version) {
        assertThat(KubernetesVersion.parse(text)).hasToString(version);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "latest",
                "1.x",
                "1.35.",
                "1.35-k3s1",
                "v1.35.4.1",
                "1.9999999",
                "-1.35",
                "1.037",
                "01.37",
                "v1.35.04"
            })
    void what_is_no_version_is_an_error_that_shows_one(String text) {
        assertThatThrownBy(() -> KubernetesVersion.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("\"" + text + "\" is not a version of Kubernetes: write a minor, as in 1.35, or an exact"
                        + " version, as in v1.35.4");
    }

    @Test
    void a_minor_includes_its_patches_and_an_exact_version_only_itself() {
        assertThat(version("1.35").includes(version("v1.35.4"))).isTrue();
        assertThat(version("1.35").includes(version("1.35"))).isTrue();
        assertThat(version("1.35").includes(version("v1.36.4"))).isFalse();
        assertThat(version("v1.35.4").includes(version("v1.35.4+k3s1"))).isTrue();
        assertThat(version("v1.35.4").includes(version("v1.35.5"))).isFalse();
        assertThat(version("v1.35.4").includes(version("1.35"))).isFalse();
    }

    @Test
    void versions_are_ordered_by_their_numbers() {
        assertThat(Stream.of("1.100", "v1.36.10", "1.36", "v1.9.30", "v1.36.9")
                        .map(KubernetesVersion::parse)
                        .sorted()
                        .map(Object::toString))
                .containsExactly("v1.9.30", "1.36", "v1.36.9", "v1.36.10", "1.100");
    }

    private static KubernetesVersion version(String text) {
        return KubernetesVersion.parse(text);
    }
}
