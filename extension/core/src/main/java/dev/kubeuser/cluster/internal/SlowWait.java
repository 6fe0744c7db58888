// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.internal;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A wait for a cluster. If it takes longer than five seconds, one line in the log reports what it waits for. */
public final class SlowWait implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(SlowWait.class.getName());

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final CompletableFuture<Void> line;

    private SlowWait(CompletableFuture<Void> line) {
        this.line = line;
    }

    /**
     * Begins to wait during a start.
     *
     * @param what what the wait is for, as in {@code an image to be pulled}
     * @param limit how long it may take, with what came before
     */
    public static SlowWait begin(String what, Duration limit) {
        return begin(what, "kubeuser.start-timeout is " + limit.toMillis() / 1000.0 + " s");
    }

    /**
     * Begins to wait.
     *
     * @param what as for {@link #begin(String, Duration)}
     * @param limit how long it may take, and by which setting
     */
    public static SlowWait begin(String what, String limit) {
        String line = "kubeuser: still waiting for " + what + "; " + limit;
        return new SlowWait(CompletableFuture.runAsync(
                () -> LOG.log(System.Logger.Level.INFO, line),
                CompletableFuture.delayedExecutor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)));
    }

    /** Ends the wait. A line that was not written by then is not written any more. */
    @Override
    public void close() {
        line.cancel(false);
    }
}
