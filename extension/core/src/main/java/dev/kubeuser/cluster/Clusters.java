// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster;

import dev.kubeuser.cluster.internal.AdoptedCluster;
import dev.kubeuser.cluster.internal.ClusterLauncher;
import java.nio.file.Path;
import org.apiguardian.api.API;

/**
 * Starts clusters, and adopts those that a {@link ClusterProvider} started.
 *
 * <pre>{@code
 * try (RunningCluster cluster = Clusters.start()) {
 *     ...
 * }
 * }</pre>
 *
 * <p>Thread-safe: each call starts a new cluster.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
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
     * @param spec the specification of the cluster
     * @return the running cluster; the caller closes it
     * @throws ClusterException if it fails or is not ready within {@link LaunchOptions#startTimeout(ClusterKind)};
     *     nothing is left behind
     * @throws IllegalArgumentException if its kind does not exist or does not support the specification
     */
    public static RunningCluster start(ClusterSpec spec) {
        return new ClusterLauncher().start(spec);
    }

    /**
     * Adopts a cluster that a {@link ClusterProvider} has started elsewhere.
     *
     * @param kubeconfig a file with the administrator's credential
     * @param context the context in it
     * @param launch the options from {@link ClusterSpec#launch()}, for the request timeout
     * @param end ends the cluster when it is closed
     * @return the cluster, of kind {@link ClusterKind#OTHER}
     * @throws ClusterException if the server does not answer with that kubeconfig; the cluster keeps running
     */
    public static RunningCluster adopt(Path kubeconfig, String context, LaunchOptions launch, Runnable end) {
        return AdoptedCluster.of(kubeconfig, context, launch, end);
    }
}
