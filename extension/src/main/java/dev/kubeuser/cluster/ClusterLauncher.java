package dev.kubeuser.cluster;

import dev.kubeuser.cluster.embedded.EmbeddedCluster;
import dev.kubeuser.cluster.existing.ExistingCluster;
import dev.kubeuser.cluster.k3s.K3sCluster;

/** Starts clusters, or finds them. */
public final class ClusterLauncher {

    private static final System.Logger LOG = System.getLogger(ClusterLauncher.class.getName());

    /** Creates a launcher; it holds no state. */
    public ClusterLauncher() {}

    /**
     * Starts a cluster and waits until it is ready: default RBAC is in place and client certificates are signed. An
     * existing one is only asked whether it answers.
     *
     * @param spec what is asked of the cluster
     * @return the running cluster; to be closed by the caller
     * @throws ClusterException if it does not become ready within {@link LaunchOptions#startTimeout()}, or fails; nothing
     *     is left behind then
     */
    public RunningCluster start(ClusterSpec spec) {
        return switch (spec.kind()) {
            case AUTO -> startChosen(spec);
            case K3S -> K3sCluster.start(spec);
            case EMBEDDED -> EmbeddedCluster.start(spec);
            case EXISTING -> ExistingCluster.attach(spec);
        };
    }

    private static RunningCluster startChosen(ClusterSpec spec) {
        AutoChoice choice = AutoChoice.make(spec);
        LOG.log(System.Logger.Level.INFO, "kubeuser: cluster " + choice.kind() + ", because " + choice.reason());
        return choice.kind() == ClusterKind.K3S ? K3sCluster.start(spec) : EmbeddedCluster.start(spec);
    }
}
