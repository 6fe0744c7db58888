package dev.kubeuser.benchmarks;

import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.cluster.Clusters;
import dev.kubeuser.cluster.K3sOptions;
import dev.kubeuser.cluster.RunningCluster;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** kubeuser's embedded control plane until it is ready, as a test gets it by default. */
final class EmbeddedStart implements Contender {

    static RunningCluster start() {
        return start(ClusterKind.EMBEDDED, null);
    }

    /** Of any kind that is started. */
    static RunningCluster start(ClusterKind kind, @Nullable String k3sImage) {
        return Clusters.start(ClusterSpec.defaults()
                .withKind(kind)
                .withK3s(K3sOptions.defaults().withImage(k3sImage)));
    }

    @Override
    public String name() {
        return "kubeuser";
    }

    @Override
    public Duration once() {
        long begin = System.nanoTime();
        RunningCluster ready = start();
        Duration taken = Duration.ofNanos(System.nanoTime() - begin);
        ready.close();
        return taken;
    }
}
