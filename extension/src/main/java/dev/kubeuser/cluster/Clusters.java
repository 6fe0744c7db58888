package dev.kubeuser.cluster;

import dev.kubeuser.cluster.internal.AdoptedCluster;
import dev.kubeuser.cluster.internal.ClusterLauncher;
import java.nio.file.Path;
import org.apiguardian.api.API;

/**
 * Starts clusters, and makes them of what others started.
 *
 * <pre>{@code
 * try (RunningCluster cluster = Clusters.start()) {
 *     ...
 * }
 * }</pre>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Clusters {

    private Clusters() {}

    /**
     * Starts a cluster with the defaults: the best kind that this machine offers.
     *
     * @return the running cluster; the caller closes it
     * @throws ClusterException if none can be started
     */
    public static RunningCluster start() {
        return start(ClusterSpec.defaults());
    }

    /**
     * Starts a cluster and waits until it is ready: default RBAC is in place and client certificates are signed. An
     * existing cluster only has to answer.
     *
     * @param spec what is asked of the cluster
     * @return the running cluster; the caller closes it
     * @throws ClusterException if it does not become ready within {@link LaunchOptions#startTimeout()}, or fails; nothing
     *     is left behind then
     * @throws IllegalArgumentException if its kind does not exist or cannot be asked for that
     */
    public static RunningCluster start(ClusterSpec spec) {
        return new ClusterLauncher().start(spec);
    }

    /**
     * Makes a cluster of what a {@link ClusterProvider} has started elsewhere.
     *
     * @param kubeconfig a file with the administrator's credential
     * @param context the context in it
     * @param launch how it was asked to be started, by {@link ClusterSpec#launch()}: its time for each request counts
     * @param end ends the cluster when it is closed
     * @return the cluster, of kind {@link ClusterKind#OTHER}
     * @throws ClusterException if the server does not answer to that kubeconfig; the cluster is not ended then
     */
    public static RunningCluster fromKubeconfig(Path kubeconfig, String context, LaunchOptions launch, Runnable end) {
        return AdoptedCluster.of(kubeconfig, context, launch, end);
    }
}
