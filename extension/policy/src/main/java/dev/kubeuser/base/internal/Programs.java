// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.base.internal;

import java.io.IOException;
import java.time.Duration;

/** Starts programs whose files may just have been written. */
public final class Programs {

    /** Linux refuses to run a file that anyone has open to write. */
    private static final String BUSY = "error=26,";

    private static final Duration LONGEST_BUSY = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(10);

    private Programs() {}

    /**
     * Starts a program, and waits a moment if its file is busy. A program that another thread started while this JVM
     * wrote the file has it open, too, until it runs.
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
}
