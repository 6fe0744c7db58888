package dev.kubeuser.benchmarks;

import dev.kubeuser.cluster.RunningCluster;
import java.time.Duration;

/**
 * Attaching to a control plane that runs, and that JVMs share.
 *
 * @param idle of that control plane
 */
record Attachment(Duration idle) implements Contender {

    @Override
    public String name() {
        return "kubeuser with kubeuser.reuse";
    }

    @Override
    public Duration once() {
        long begin = System.nanoTime();
        RunningCluster attached = EmbeddedStart.start(idle);
        Duration taken = Duration.ofNanos(System.nanoTime() - begin);
        attached.close();
        return taken;
    }
}
