// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kubeuser.KubeCluster;
import dev.kubeuser.KubeUser;
import dev.kubeuser.KubeUserExtension;
import dev.kubeuser.base.KubernetesVersion;
import dev.kubeuser.base.internal.HostSystem;
import dev.kubeuser.base.internal.KnownVersions;
import dev.kubeuser.kinds.NeedsVersions;
import dev.kubeuser.kinds.PackedControlPlane;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.testkit.EngineRun;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each minor whose program is on the class path can be started, and the others say what to add. */
@RunsOnce
class VersionsOnClassPathTest {

    private static final KnownVersions KNOWN = KnownVersions.read();

    static Stream<KubernetesVersion> minors() {
        return KNOWN.minors().stream();
    }

    @ParameterizedTest
    @MethodSource("minors")
    void each_minor_starts_or_says_what_to_add(KubernetesVersion minor) {
        ClusterSpec spec = ClusterSpec.defaults().withKind(ClusterKind.EMBEDDED).withVersion(minor);
        if (PackedControlPlane.isOnClassPath(minor.toString())) {
            try (RunningCluster cluster = Clusters.start(spec)) {
                assertThat(KubernetesVersion.parse(cluster.version())).isEqualTo(KNOWN.require(minor));
            }
        } else {
            assertThatThrownBy(() -> Clusters.start(spec).close())
                    .isInstanceOf(ClusterException.class)
                    .hasMessage("There is no embedded control plane of Kubernetes " + minor + " for "
                            + HostSystem.current().platform() + " on the class path: add the artifact"
                            + " dev.kubeuser:kubeuser-control-plane-" + minor + " with the classifier "
                            + HostSystem.current().platform()
                            + " (for the command line, put its jar beside the others), set"
                            + " kubeuser.control-plane.binary to a program, or choose another kind with"
                            + " kubeuser.cluster");
        }
    }

    /** Says which cluster it runs on, so that one can see whether classes share one. */
    abstract static class OnCluster {
        @Test
        void says_where_it_runs(Cluster cluster, TestReporter reporter) {
            reporter.publishEntry("version", cluster.version());
            reporter.publishEntry("server", cluster.server().toString());
        }
    }

    @KubeUser("alice")
    static class OfDefault extends OnCluster {}

    @KubeUser("alice")
    @KubeCluster(version = "1.37")
    static class OfMinor extends OnCluster {}

    @KubeUser("alice")
    static class OfStandard extends OnCluster {
        @RegisterExtension
        static final KubeUserExtension KUBERNETES = KubeUserExtension.builder()
                .version(KNOWN.standard().withoutPatch().toString())
                .build();
    }

    @KubeUser("alice")
    @KubeCluster(version = "1.7")
    static class OfUnknown extends OnCluster {}

    @Test
    @NeedsVersions("1.37")
    void the_annotation_chooses() {
        EngineRun run = EngineRun.of(Map.of("kubeuser.cluster", "embedded"), OfMinor.class);
        run.assertSuccessful(1);
        assertThat(run.published("version")).singleElement().asString().startsWith("v1.37.");
    }

    @Test
    void classes_that_mean_one_version_share_a_cluster() {
        EngineRun run = EngineRun.of(
                Map.of(
                        "kubeuser.cluster",
                        "embedded",
                        "kubeuser.kubernetes.version",
                        KNOWN.standard().toString()),
                OfDefault.class,
                OfStandard.class);
        run.assertSuccessful(2);
        assertThat(run.published("version")).containsOnly(KNOWN.standard().toString());
        assertThat(run.published("server").stream().distinct()).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void unknown_version_is_an_error_of_the_class(String kind) {
        KubernetesVersion oldest = KNOWN.minors().get(0);
        assertThat(EngineRun.of(Map.of("kubeuser.cluster", kind), OfUnknown.class)
                        .failure())
                .hasMessageStartingWith("The cluster of " + OfUnknown.class.getName()
                        + " is misconfigured: Kubernetes 1.7 is not among the versions that this release of"
                        + " kubeuser can start" + (kind.equals("k3s") ? " as k3s: " : ": ") + oldest + " ("
                        + KNOWN.require(oldest) + ")");
    }

    static Stream<String> kinds() {
        return Stream.of("auto", "embedded", "k3s");
    }
}
