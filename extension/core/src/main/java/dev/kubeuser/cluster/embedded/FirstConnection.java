package dev.kubeuser.cluster.embedded;

import dev.kubeuser.base.internal.Daemon;
import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.cluster.LaunchOptions;
import dev.kubeuser.cluster.internal.AdminKubeconfig;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * The administrator's first connection to a control plane that is still starting. Its thread loads the classes of an
 * HTTP client and agrees on TLS meanwhile, which a test would otherwise wait for.
 */
final class FirstConnection {

    private static final System.Logger LOG = System.getLogger(FirstConnection.class.getName());

    private final FutureTask<AdminKubeconfig> admin;
    private final LaunchOptions launch;

    private FirstConnection(ControlPlaneProcess process, LaunchOptions launch) {
        this.admin =
                new FutureTask<>(() -> EmbeddedCluster.admin(process.listening().get(), launch));
        this.launch = launch;
    }

    static FirstConnection begin(ControlPlaneProcess process, LaunchOptions launch) {
        FirstConnection first = new FirstConnection(process, launch);
        Daemon.start("kubeuser-first-connection", first::open);
        return first;
    }

    private void open() {
        admin.run();
        try {
            admin().open(launch.startTimeout(ClusterKind.EMBEDDED));
        } catch (IOException | ClusterException failure) {
            LOG.log(System.Logger.Level.DEBUG, "kubeuser: the first connection was not opened early", failure);
        }
    }

    /** The administrator, whose first connection may still be opening. Waits until the program listens. */
    AdminKubeconfig admin() throws IOException {
        try {
            return admin.get();
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof IOException unreadable) {
                throw unreadable;
            }
            throw new ClusterException("The embedded control plane cannot be reached: " + failure.getCause(), failure);
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw new ClusterException("The embedded control plane was interrupted while starting.", interrupt);
        }
    }
}
