// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.record.internal;

import dev.kubeuser.base.internal.Daemon;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.cluster.internal.ManagedCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Logs each denial within about a second, on its own thread. So the log has it even if the JVM is halted: controllers
 * halt it when they may not watch.
 */
public final class DenialWatch implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(DenialWatch.class.getName());

    /** As long as an assertion may take to declare that it expects the denial. */
    private static final Duration GRACE = Duration.ofMillis(500);

    private final Recorder recorder;
    private final ManagedCluster cluster;
    private final CountDownLatch end = new CountDownLatch(1);
    private final Thread thread = Daemon.of("kubeuser-denials", this::watch);
    private final Runnable besides;
    private volatile boolean isJvmEnding;

    private DenialWatch(ManagedCluster cluster, Recorder recorder, Runnable besides) {
        this.cluster = cluster;
        this.recorder = recorder;
        this.besides = besides;
    }

    /**
     * Begins to watch.
     *
     * @param besides what else is to be done on the same thread, after each look; and before the first one on a cluster
     *     that may be gone soon
     */
    public static DenialWatch begin(ManagedCluster cluster, Recorder recorder, Runnable besides) {
        DenialWatch watch = new DenialWatch(cluster, recorder, besides);
        watch.thread.start();
        return watch;
    }

    private void watch() {
        if (cluster.mayEndWithTheJvm()) {
            attempt(besides);
        }
        try {
            Duration pause = cluster.auditPause();
            while (!end.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                attempt(recorder::readRefusals);
                tell(GRACE);
                attempt(besides);
            }
        } catch (InterruptedException nobodyDoes) {
            Thread.currentThread().interrupt();
        }
    }

    private static void attempt(Runnable reading) {
        try {
            reading.run();
        } catch (RuntimeException unreadable) {
            LOG.log(System.Logger.Level.DEBUG, "kubeuser: the cluster could not be read", unreadable);
        }
    }

    /** Logs denials, or prints them while the JVM ends, when loggers may be closed. Waits for a thread that does. */
    private synchronized void tell(Duration age) {
        for (Denial denial : recorder.untoldDenials(age)) {
            if (isJvmEnding) {
                System.err.println(text(denial));
            } else {
                LOG.log(System.Logger.Level.WARNING, text(denial));
            }
        }
    }

    /**
     * Reports the rest while the JVM ends: first what clients reported, since the audit log may go with its container.
     */
    public void printRest() {
        isJvmEnding = true;
        end.countDown();
        tell(Duration.ZERO);
        recorder.readLastRefusals();
        tell(Duration.ZERO);
    }

    private static String text(Denial denial) {
        List<String> lines = new ArrayList<>();
        lines.add("kubeuser: " + (denial.test() == null ? "" : denial.test().name() + ": ")
                + denial.lines().get(0));
        denial.lines().stream().skip(1).forEach(lines::add);
        return Printable.lines(String.join(System.lineSeparator(), lines));
    }

    /** Ends the watch; denials since the last look are in the report. */
    @Override
    public void close() {
        end.countDown();
        try {
            thread.join();
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
        }
        tell(Duration.ZERO);
    }
}
