package dev.kubeuser.benchmarks;

import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.cluster.Clusters;
import dev.kubeuser.cluster.RunningCluster;
import java.time.Duration;

/** kubeuser's embedded control plane until it is ready, as a test gets it by default. */
final class EmbeddedStart implements Contender {

    static RunningCluster start() {
        return Clusters.start(ClusterSpec.defaults().withKind(ClusterKind.EMBEDDED));
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
