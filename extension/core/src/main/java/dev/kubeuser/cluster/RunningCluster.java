// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster;

import org.apiguardian.api.API;

/**
 * A cluster that the caller started and closes. A {@link ClusterProvider} creates one with {@link Clusters}.
 *
 * <p>Thread-safe. A second call of {@link #close} does nothing.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public interface RunningCluster extends Cluster, AutoCloseable {

    /**
     * Ends the cluster and removes its files, unless {@link LaunchOptions#keep()} is set.
     *
     * @throws ClusterException if something cannot be ended or removed
     */
    @Override
    void close();
}
