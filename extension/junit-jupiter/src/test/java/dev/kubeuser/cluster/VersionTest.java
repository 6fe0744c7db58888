// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kubeuser.base.KubeUserException;
import dev.kubeuser.base.KubernetesVersion;
import dev.kubeuser.base.internal.KnownVersions;
import dev.kubeuser.kinds.KindUnderTest;
import dev.kubeuser.run.KubeSession;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A cluster has the version that was asked for, or there is none and a sentence instead. */
class VersionTest {

    private static final KnownVersions KNOWN = KnownVersions.read();
    private static final KubernetesVersion STANDARD = KNOWN.standard();

    @Test
    void without_a_wish_it_is_that_of_the_setting_or_the_default() {
        String setting = System.getProperty("kubeuser.kubernetes.version");
        KubernetesVersion expected = KNOWN.require(setting == null ? null : KubernetesVersion.parse(setting));
        try (KubeSession session = KubeSession.start()) {
            assertThat(KubernetesVersion.parse(session.cluster().version())).isEqualTo(expected);
        }
    }

    @Test
    void by_minor_or_exact() {
        for (KubernetesVersion asked : List.of(STANDARD.withoutPatch(), STANDARD)) {
            try (KubeSession session = start(asked)) {
                assertThat(KubernetesVersion.parse(session.cluster().version())).isEqualTo(STANDARD);
            }
        }
    }

    @Test
    void another_minor_than_asked_for_is_not_taken() {
        KubernetesVersion other = KubernetesVersion.parse("1.7");
        assertThatThrownBy(() -> start(other).close())
                .isInstanceOf(KubeUserException.class)
                .message()
                .startsWith("Kubernetes 1.7 ")
                .contains(sentence());
    }

    private static String sentence() {
        return switch (KindUnderTest.kind()) {
            case EMBEDDED -> "is not among the versions that this release of kubeuser can start: ";
            case K3S -> "was asked for, but the k3s cluster " + STANDARD;
            case EXISTING -> "was asked for, but the existing cluster " + STANDARD;
        };
    }

    private static KubeSession start(KubernetesVersion version) {
        return KubeSession.builder().version(version.toString()).start();
    }
}
