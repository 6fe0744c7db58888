package dev.kubeuser.cluster;

import dev.kubeuser.cluster.internal.ClusterLauncher;

/**
 * Starts clusters.
 *
 * <pre>{@code
 * try (RunningCluster cluster = Clusters.start()) {
 *     ...
 * }
 * }</pre>
 */
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
}
