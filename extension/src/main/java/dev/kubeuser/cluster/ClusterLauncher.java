package dev.kubeuser.cluster;

/** Starts clusters. */
public final class ClusterLauncher {

    /** Creates a launcher; it holds no state. */
    public ClusterLauncher() {}

    /**
     * Starts a cluster and waits until it is ready: default RBAC is in place and client certificates are signed.
     *
     * @param spec what is asked of the cluster
     * @return the running cluster; to be closed by the caller
     * @throws ClusterException if it does not become ready within {@link LaunchOptions#startTimeout()}, or fails; nothing
     *     is left behind then
     */
    public RunningCluster start(ClusterSpec spec) {
        return switch (spec.kind()) {
            case AUTO, EMBEDDED -> EmbeddedCluster.start(spec);
        };
    }
}
