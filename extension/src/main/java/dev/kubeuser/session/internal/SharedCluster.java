package dev.kubeuser.session.internal;

import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.cluster.RunningCluster;
import dev.kubeuser.cluster.internal.ClusterLauncher;
import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.credential.CredentialException;
import dev.kubeuser.credential.internal.SigningRights;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * A cluster in a store. It is put there first and started then, on a thread of its own, so that a failed or interrupted
 * start is cleaned up like any other, and keys can be generated meanwhile.
 */
public final class SharedCluster implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(SharedCluster.class.getName());

    /** A cluster of somebody else's takes longest, where every object of the run is removed. */
    private static final Duration END_LIMIT = Duration.ofSeconds(60);

    /** Whoever ends a JVM by a signal kills it if it takes much longer. */
    private static final Duration RESCUE_LIMIT = Duration.ofSeconds(15);

    /** A start that was cancelled ends what it began and then itself, unless something in it hangs. */
    private static final Duration STARTER_LIMIT = Duration.ofSeconds(30);

    private final FutureTask<RunningCluster> start;
    private final FutureTask<Cluster> signing;
    private final Thread starter;
    private final Thread rescue = new Thread(this::abandon, "kubeuser-cluster-rescue");
    private boolean closed;

    public SharedCluster(ClusterLauncher launcher, ClusterSpec spec) {
        start = new FutureTask<>(() -> launcher.start(spec));
        signing = new FutureTask<>(this::requireSigningRights);
        Runtime.getRuntime().addShutdownHook(rescue);
        starter = new Thread(start, "kubeuser-cluster-start");
        starter.setDaemon(true);
        starter.start();
    }

    /** The cluster, as soon as it is ready. */
    public Cluster await() {
        return get(start);
    }

    /** The cluster, once it is known that certificates can be asked for there. Those that are started here allow it. */
    public Cluster awaitForCertificates() {
        signing.run();
        return get(signing);
    }

    private Cluster requireSigningRights() {
        Cluster cluster = await();
        if (cluster.kind() == ClusterKind.EXISTING) {
            SigningRights.require(cluster);
        }
        return cluster;
    }

    private static Cluster get(FutureTask<? extends Cluster> task) {
        try {
            return task.get();
        } catch (ExecutionException failure) {
            throw startFailure(failure);
        } catch (CancellationException closed) {
            throw new ClusterException("The cluster has been shut down: its tests have ended", closed);
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw new ClusterException("The test was interrupted while its cluster was starting", interrupt);
        }
    }

    /** A new exception for each test that needed the cluster, so that each has its own stack trace. */
    private static RuntimeException startFailure(ExecutionException failure) {
        Throwable cause = failure.getCause();
        if (cause instanceof CredentialException refused) {
            return new CredentialException(String.valueOf(refused.getMessage()), refused);
        }
        return cause instanceof ClusterException
                ? new ClusterException(String.valueOf(cause.getMessage()), cause)
                : new ClusterException("The cluster could not be started: " + cause, failure);
    }

    /** What happened to a cluster that had started and is not running any more. */
    public Optional<String> failure() {
        return started().flatMap(Cluster::failure);
    }

    /** Removes something from the cluster; that the cluster is gone, and the thing with it, is no second failure. */
    public void tidy(Runnable removal) {
        try {
            removal.run();
        } catch (CredentialException failure) {
            if (failure().isEmpty()) {
                throw failure;
            }
        }
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
        within(END_LIMIT, () -> finish(RunningCluster::close));
        try {
            Runtime.getRuntime().removeShutdownHook(rescue);
        } catch (IllegalStateException endingAnyway) {
            return;
        }
    }

    /** JUnit closes its stores after the last test, but not when the JVM is ended meanwhile, by Ctrl-C for example. */
    private void abandon() {
        try {
            within(
                    RESCUE_LIMIT,
                    () -> finish(cluster -> ManagedCluster.of(cluster).abandon()));
        } catch (ClusterException failure) {
            LOG.log(System.Logger.Level.WARNING, "kubeuser: " + failure.getMessage());
        }
    }

    /** On a thread of its own: what hangs in a container engine, or in a program that was stopped, keeps no JVM from ending. */
    private static void within(Duration limit, Runnable end) {
        FutureTask<Void> task = new FutureTask<>(end, null);
        Thread thread = new Thread(task, "kubeuser-cluster-end");
        thread.setDaemon(true);
        thread.start();
        boolean interrupted = Thread.interrupted();
        try {
            task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failure) {
            throw endFailure(failure);
        } catch (TimeoutException late) {
            throw new ClusterException(
                    "The cluster was not ended within " + limit.toSeconds() + " s; what is left of it goes with its own"
                            + " process, or with the next run on this machine",
                    late);
        } catch (InterruptedException interrupt) {
            interrupted = true;
            throw new ClusterException("Interrupted while the cluster was ended", interrupt);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static RuntimeException endFailure(ExecutionException failure) {
        return failure.getCause() instanceof RuntimeException known
                ? known
                : new ClusterException("The cluster could not be ended: " + failure.getCause(), failure);
    }

    private synchronized void finish(Consumer<RunningCluster> end) {
        if (closed) {
            return;
        }
        closed = true;
        start.cancel(true);
        awaitStarter();
        started().ifPresent(end);
    }

    /** The thread that starts the cluster also undoes what it began when it is cancelled. */
    private void awaitStarter() {
        try {
            starter.join(STARTER_LIMIT.toMillis());
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
        }
    }
}
