// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.base.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Starts programs, whose files may just have been written, and ends them. */
public final class Programs {

    /** Linux refuses to run a file that anyone has open to write. */
    private static final String BUSY = "error=26,";

    private static final Duration LONGEST_BUSY = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(10);
    private static final long LONGEST_END_SECONDS = 5;

    private Programs() {}

    /**
     * Starts a program, and waits a moment if its file is busy. What another thread starts while this JVM writes the
     * file inherits it open, until it runs its own program.
     *
     * @throws IOException if it cannot be started
     */
    public static Process start(ProcessBuilder program) throws IOException {
        Deadline deadline = Deadline.in(LONGEST_BUSY);
        while (true) {
            try {
                return program.start();
            } catch (IOException failure) {
                boolean isBusy = String.valueOf(failure.getMessage()).contains(BUSY);
                if (!isBusy || deadline.hasPassed() || Thread.currentThread().isInterrupted()) {
                    throw failure;
                }
            }
            Timed.pause(PAUSE);
        }
    }

    /**
     * Ends a program and what it started, and waits a little: Windows does not remove a file that a program has open.
     * The streams stay open, so that its last words can still be read.
     */
    public static void end(Process program) {
        List<ProcessHandle> all = Stream.concat(program.descendants(), Stream.of(program.toHandle()))
                .filter(ProcessHandle::isAlive)
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        CompletableFuture.allOf(all.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
                .completeOnTimeout(null, LONGEST_END_SECONDS, TimeUnit.SECONDS)
                .join();
    }
}
