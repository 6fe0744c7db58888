package dev.kubeuser;

import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.ClusterLauncher;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.cluster.RunningCluster;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A cluster in a store. It is put there first and started then, on a thread of its own, so that a failed or interrupted
 * start is cleaned up like any other, and keys can be generated meanwhile.
 */
final class ClusterResource implements AutoCloseable {

    private final FutureTask<RunningCluster> start;
    private final Thread starter;

    ClusterResource(ClusterSpec spec) {
        start = new FutureTask<>(() -> new ClusterLauncher().start(spec));
        starter = new Thread(start, "kubeuser-cluster-start");
        starter.setDaemon(true);
        starter.start();
    }

    /** The cluster, as soon as it is ready. */
    Cluster await() {
        try {
            return start.get();
        } catch (ExecutionException failure) {
            throw startFailure(failure);
        } catch (CancellationException closed) {
            throw new ClusterException("The cluster is not to be had any more: its tests have ended", closed);
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw new ClusterException("The test was interrupted while its cluster was starting", interrupt);
        }
    }

    /** A new exception for each test that needed the cluster, so that each has its own stack trace. */
    private static ClusterException startFailure(ExecutionException failure) {
        Throwable cause = failure.getCause();
        return cause instanceof ClusterException
                ? new ClusterException(String.valueOf(cause.getMessage()), cause)
                : new ClusterException("The cluster could not be started: " + cause, failure);
    }

    /** What happened to a cluster that had started and is not running any more. */
    Optional<String> failure() {
        return started().flatMap(Cluster::failure);
    }

    private Optional<RunningCluster> started() {
        if (!start.isDone() || start.isCancelled()) {
            return Optional.empty();
        }
        try {
            return Optional.of(start.get());
        } catch (ExecutionException failedToStart) {
            return Optional.empty();
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        start.cancel(true);
        awaitStarter();
        started().ifPresent(RunningCluster::close);
    }

    /** The thread that starts the cluster also undoes what it began when it is cancelled. */
    private void awaitStarter() {
        try {
            starter.join();
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
        }
    }
}
