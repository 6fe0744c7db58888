package dev.kubeuser.benchmarks;

import dev.kubeuser.cluster.AnonymousAuth;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.cluster.ClusterLauncher;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.cluster.ExistingOptions;
import dev.kubeuser.cluster.K3sOptions;
import dev.kubeuser.cluster.LaunchOptions;
import dev.kubeuser.cluster.RunningCluster;
import dev.kubeuser.internal.CacheDirectory;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** kubeuser's embedded control plane until it is ready, as a test gets it by default. */
final class EmbeddedStart implements Contender {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    static RunningCluster start() {
        return start(null);
    }

    /** With an idle time it is one that JVMs share. */
    static RunningCluster start(@Nullable Duration reuseIdle) {
        return start(ClusterKind.EMBEDDED, K3sOptions.DEFAULT_IMAGE, reuseIdle);
    }

    /** Of any kind that is started. */
    static RunningCluster start(ClusterKind kind, String k3sImage, @Nullable Duration reuseIdle) {
        LaunchOptions launch = new LaunchOptions(false, reuseIdle, PATIENCE, CacheDirectory.ofUser(), null, 0);
        return new ClusterLauncher()
                .start(new ClusterSpec(
                        kind,
                        AnonymousAuth.DEFAULT,
                        List.of(),
                        null,
                        List.of(),
                        new K3sOptions(k3sImage, false),
                        ExistingOptions.NONE,
                        launch));
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
