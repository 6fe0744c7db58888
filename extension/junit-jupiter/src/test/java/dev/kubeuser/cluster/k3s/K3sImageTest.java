// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.k3s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kubeuser.base.KubernetesVersion;
import dev.kubeuser.base.internal.KnownVersions;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.cluster.Clusters;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.testkit.SourceTree;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a cluster of k3s is made of. */
@RunsOnce
class K3sImageTest {

    private static final KnownVersions KNOWN = KnownVersions.read();

    @Test
    void belongs_to_the_version() {
        for (KubernetesVersion minor : KNOWN.minors()) {
            assertThat(image(null, minor.toString())).isEqualTo(KNOWN.k3sImage(minor));
        }
        assertThat(image(null, null)).isEqualTo(KNOWN.k3sImage(null));
    }

    @Test
    void of_a_copy_without_a_tag_gets_that_of_the_version() {
        KubernetesVersion oldest = KNOWN.minors().get(0);
        assertThat(image("registry.example.com:5000/k3s", oldest.toString()))
                .isEqualTo("registry.example.com:5000/k3s:" + KNOWN.requireK3s(oldest) + "-k3s1");
        assertThat(image("registry.example.com/k3s", null))
                .isEqualTo("registry.example.com/k3s:" + KNOWN.requireK3s(null) + "-k3s1");
    }

    @Test
    void is_the_one_named_if_that_does_not_contradict() {
        String digest = "@sha256:" + "0".repeat(64);
        assertThat(image("my/k3s:v1.29.3-k3s1", null)).isEqualTo("my/k3s:v1.29.3-k3s1");
        assertThat(image("my/k3s:v1.29.3-k3s1", "1.29")).isEqualTo("my/k3s:v1.29.3-k3s1");
        assertThat(image("my/k3s:latest", "1.29")).isEqualTo("my/k3s:latest");
        assertThat(image("my/k3s" + digest, "1.29")).isEqualTo("my/k3s" + digest);
    }

    @Test
    void of_another_version_than_asked_for_is_an_error_before_anything_starts() {
        ClusterSpec spec = spec("my/k3s:v1.29.3-k3s1", "1.30").withKind(ClusterKind.K3S);
        assertThatThrownBy(() -> Clusters.start(spec))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Kubernetes 1.30 is asked for, but the image of k3s, my/k3s:v1.29.3-k3s1, has v1.29.3: leave"
                                + " one of the two out, or name the image without a tag");
    }

    @Test
    void too_old_for_the_library_is_an_error_before_anything_starts() {
        ClusterSpec spec = spec("my/k3s:v1.21.3-k3s1", null).withKind(ClusterKind.K3S);
        assertThatThrownBy(() -> Clusters.start(spec))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The image of k3s, my/k3s:v1.21.3-k3s1, has Kubernetes v1.21.3, but kubeuser needs 1.28 or"
                        + " newer: older servers do not say who a credential is (SelfSubjectReview)");
    }

    /** Reports say the same on each kind of cluster that has an audit log. */
    @Test
    void audit_policy_is_that_of_the_embedded_control_plane() {
        assertThat(SourceTree.file("control-plane/internal/plane/audit-policy.yaml"))
                .content()
                .isEqualTo(K3sServer.AUDIT_POLICY);
    }

    private static String image(@Nullable String named, @Nullable String version) {
        return K3sImage.of(spec(named, version));
    }

    private static ClusterSpec spec(@Nullable String named, @Nullable String version) {
        return ClusterSpec.defaults()
                .withK3sImage(named)
                .withVersion(version == null ? null : KubernetesVersion.parse(version));
    }
}
