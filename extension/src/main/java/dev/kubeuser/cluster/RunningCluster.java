package dev.kubeuser.cluster;

/** A cluster in the hands of whoever started it, who has to end it. */
public interface RunningCluster extends Cluster, AutoCloseable {

    /**
     * Ends the cluster and removes what it wrote; leaves both alone if it was started with {@link LaunchOptions#keep()}.
     * Of a cluster that JVMs share, by {@link LaunchOptions#reuseIdle()}, only this JVM's part ends.
     *
     * @throws ClusterException if something could not be ended or removed
     */
    @Override
    void close();

    /**
     * Ends it as {@link #close()} does, when the JVM is being ended and the tests can clean up no more: what they created
     * in a cluster that stays is removed as well.
     *
     * @throws ClusterException if something could not be ended or removed
     */
    default void abandon() {
        close();
    }
}
