// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.run.internal;

import dev.kubeuser.base.internal.Daemon;
import dev.kubeuser.base.internal.Timed;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.cluster.RunningCluster;
import dev.kubeuser.cluster.internal.ClusterLauncher;
import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.credential.CredentialException;
import dev.kubeuser.credential.internal.SigningRights;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A cluster in a store. It is stored first and then started on its own thread. So a failed or interrupted start is
 * cleaned up like any other, and keys can be generated during the start.
 */
public final class SharedCluster implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(SharedCluster.class.getName());

    /** Long enough for an existing cluster, where every object of the run is removed. */
    private static final Duration END_LIMIT = Duration.ofSeconds(60);

    /** Programs that end a JVM by a signal kill it if it takes much longer. */
    private static final Duration RESCUE_LIMIT = Duration.ofSeconds(15);

    private static final String NOT_ENDED = "The cluster was not ended";

    /** For what is done with the cluster before; it must leave time for the cluster. */
    private static final Duration LAST_LIMIT = Duration.ofSeconds(8);

    /** A cancelled start undoes what it began and then ends, unless it hangs. */
    private static final Duration STARTER_LIMIT = Duration.ofSeconds(30);

    private final FutureTask<RunningCluster> start;
    private final FutureTask<Cluster> signing;
    private final Thread starter;
    private final Thread rescue = new Thread(this::abandon, "kubeuser-cluster-rescue");
    private final Queue<Runnable> beforeAbandoned = new ConcurrentLinkedQueue<>();
    private volatile @Nullable RunningCluster running;
    private volatile boolean isJvmEnding;
    private boolean closed;

    public SharedCluster(ClusterLauncher launcher, ClusterSpec spec) {
        this(() -> launcher.start(spec));
    }

    SharedCluster(Callable<RunningCluster> launch) {
        start = new FutureTask<>(() -> running = launch.call());
        signing = new FutureTask<>(this::requireSigningRights);
        Runtime.getRuntime().addShutdownHook(rescue);
        starter = Daemon.start("kubeuser-cluster-start", start);
    }

    /** Waits until the cluster is ready and returns it. */
    public Cluster await() {
        return get(start);
    }

    /**
     * Waits for the cluster and requires the right to issue certificates. Clusters started by kubeuser always grant it.
     */
    public Cluster awaitForCertificates() {
        signing.run();
        return get(signing);
    }

    private Cluster requireSigningRights() {
        Cluster cluster = await();
        if (ManagedCluster.of(cluster).isOfOthers()) {
            SigningRights.require(cluster);
        }
        return cluster;
    }

    private Cluster get(FutureTask<? extends Cluster> task) {
        try {
            return task.get();
        } catch (ExecutionException failure) {
            throw startFailure(failure);
        } catch (CancellationException closed) {
            throw new ClusterException(
                    isJvmEnding
                            ? "The cluster was not started: this JVM was told to end, by a signal or System.exit"
                            : "The cluster has been shut down: its tests have ended",
                    closed);
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw new ClusterException("The test was interrupted while its cluster was starting", interrupt);
        }
    }

    /** Creates a new exception for each test that needs the cluster, so that each has its own stack trace. */
    private static RuntimeException startFailure(ExecutionException failure) {
        Throwable cause = failure.getCause();
        if (cause instanceof CredentialException refused) {
            return new CredentialException(String.valueOf(refused.getMessage()), refused);
        }
        return cause instanceof ClusterException
                ? new ClusterException(String.valueOf(cause.getMessage()), cause)
                : new ClusterException("The cluster could not be started: " + cause, failure);
    }

    /** Returns what happened to a cluster that started and no longer runs. */
    public Optional<String> failure() {
        return start.isDone() && !start.isCancelled()
                ? Optional.ofNullable(running).flatMap(Cluster::failure)
                : Optional.empty();
    }

    /** Returns what really caused a failure: that the cluster has ended, if it has. */
    RuntimeException explained(RuntimeException failure) {
        return failure()
                .<RuntimeException>map(what -> new ClusterException(what, failure))
                .orElse(failure);
    }

    /** Removes something from the cluster. If the cluster has ended, that is not a second failure. */
    void tidy(Runnable removal) {
        try {
            removal.run();
        } catch (RuntimeException failure) {
            if (failure().isEmpty()) {
                throw failure;
            }
        }
    }

    @Override
    public void close() {
        within(END_LIMIT, NOT_ENDED, () -> finish(RunningCluster::close));
        try {
            Runtime.getRuntime().removeShutdownHook(rescue);
        } catch (IllegalStateException endingAnyway) {
            return;
        }
    }

    /** Has something done with the running cluster before it is abandoned because the JVM ends. It has some seconds. */
    public void beforeAbandoned(Runnable last) {
        beforeAbandoned.add(last);
    }

    /** JUnit closes its stores after the last test, but not if the JVM is ended before, for example by Ctrl-C. */
    private void abandon() {
        isJvmEnding = true;
        for (Runnable last : beforeAbandoned) {
            attempt(() -> within(LAST_LIMIT, "What was recorded on the cluster was not reported", last));
        }
        attempt(() -> within(
                RESCUE_LIMIT,
                NOT_ENDED,
                () -> finish(cluster -> ManagedCluster.of(cluster).abandon())));
    }

    /** Whatever fails, the rest is ended. */
    private static void attempt(Runnable end) {
        try {
            end.run();
        } catch (RuntimeException | Error failure) {
            LOG.log(System.Logger.Level.WARNING, "kubeuser: " + failure.getMessage());
        }
    }

    /** So a hanging container engine or a stopped program does not keep the JVM from ending. */
    private static void within(Duration limit, String notDone, Runnable end) {
        boolean interrupted = Thread.interrupted();
        try {
            Timed.call("the cluster", limit, () -> {
                end.run();
                return true;
            });
        } catch (Timed.Unanswered none) {
            throw new ClusterException(
                    none.isLate()
                            ? notDone + " within " + limit.toSeconds() + " s; leftovers are removed when its process"
                                    + " exits, or by the next run on this machine"
                            : "Interrupted while the cluster was ended",
                    none);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private synchronized void finish(Consumer<RunningCluster> end) {
        if (closed) {
            return;
        }
        closed = true;
        start.cancel(true);
        Timed.join(starter, STARTER_LIMIT);
        RunningCluster cluster = running; // even if it was cancelled: a start may be too far to notice
        if (cluster != null) {
            end.accept(cluster);
        }
    }
}
