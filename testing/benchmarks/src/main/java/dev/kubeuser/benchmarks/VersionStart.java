package dev.kubeuser.benchmarks;

import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.cluster.Clusters;
import dev.kubeuser.cluster.RunningCluster;
import dev.kubeuser.kinds.PackedControlPlane;
import dev.kubeuser.version.KubernetesVersion;
import java.time.Duration;
import java.util.Optional;

/**
 * The embedded control plane of one minor of Kubernetes until it is ready.
 *
 * @param minor for example {@code 1.35}
 */
record VersionStart(String minor) implements Contender {

    @Override
    public String name() {
        return "Kubernetes " + minor;
    }

    @Override
    public Optional<String> obstacle() {
        return PackedControlPlane.isOnClassPath(minor)
                ? Optional.empty()
                : Optional.of("its program is not on the class path");
    }

    @Override
    public Duration once() {
        ClusterSpec spec =
                ClusterSpec.defaults().withKind(ClusterKind.EMBEDDED).withVersion(KubernetesVersion.parse(minor));
        long begin = System.nanoTime();
        RunningCluster ready = Clusters.start(spec);
        Duration taken = Duration.ofNanos(System.nanoTime() - begin);
        ready.close();
        return taken;
    }
}
