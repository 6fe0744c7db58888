// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.base.internal;

import dev.kubeuser.base.KubeUserException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** A time limit for polling. Polls often at first, because most waits take a few milliseconds. */
public final class Deadline {

    private static final long SHORTEST_PAUSE_MILLIS = 1;
    private static final long LONGEST_PAUSE_MILLIS = 50;

    /** The end of a wait by {@link Thread#interrupt}; the thread stays marked as interrupted. */
    static final class Interrupted extends KubeUserException {

        private static final long serialVersionUID = 1L;

        Interrupted(InterruptedException interrupt) {
            super("The test was interrupted while it waited for the cluster", interrupt);
        }
    }

    private final Duration timeout;
    private final long end;

    private Deadline(Duration timeout) {
        this.timeout = timeout;
        this.end = System.nanoTime() + timeout.toNanos();
    }

    public static Deadline in(Duration timeout) {
        return new Deadline(timeout);
    }

    /** Whether the condition becomes true in time. Checks it at least once. */
    public boolean await(BooleanSupplier condition) {
        return poll(condition::getAsBoolean, Boolean::booleanValue);
    }

    /** The first accepted value, or else the last one. Polls at least once. */
    public <T> T poll(Supplier<T> source, Predicate<? super T> accepted) {
        long pause = SHORTEST_PAUSE_MILLIS;
        T value = source.get();
        while (!accepted.test(value) && !hasPassed()) {
            pause(pause);
            pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
            value = source.get();
        }
        return value;
    }

    /** The remaining time, never negative. */
    public Duration left() {
        return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
    }

    /** Whether the time is up. */
    public boolean hasPassed() {
        return System.nanoTime() >= end;
    }

    /** The cause of what is thrown when the time is up. */
    public TimeoutException exceeded() {
        return new TimeoutException("not " + this);
    }

    private static void pause(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw new Interrupted(interrupt);
        }
    }

    /** For messages: {@code within 10 s}. */
    @Override
    public String toString() {
        return "within " + timeout.toMillis() / 1000.0 + " s";
    }
}
