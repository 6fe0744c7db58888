package dev.kubeuser.cluster;

import org.apiguardian.api.API;

/** A cluster with its end: whoever started it closes it. A {@link ClusterProvider} makes one with {@link Clusters}. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface RunningCluster extends Cluster, AutoCloseable {

    /**
     * Ends the cluster and removes its files, unless it was started with {@link LaunchOptions#keep()}. A cluster that JVMs
     * share, by {@link LaunchOptions#reuseIdle()}, goes on for the others.
     *
     * @throws ClusterException if something could not be ended or removed
     */
    @Override
    void close();
}
