// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.base.internal;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Waits that end: for calls that may take forever, for threads, and for time to pass. */
public final class Timed {

    private Timed() {}

    /** A call that may throw a checked exception. */
    public interface Call<T, E extends Exception> {
        T call() throws E;
    }

    /**
     * {@return what the call returns}
     *
     * @param who answers it, for messages
     * @param limit how long that may take; then the call is interrupted
     * @throws Unanswered if it takes longer
     */
    public static <T, E extends Exception> T call(String who, Duration limit, Call<T, E> call) throws E {
        FutureTask<T> task = new FutureTask<>(call::call);
        Daemon.start("kubeuser-timed-call", task);
        try {
            return Timed.<T, E>get(who, limit, task);
        } finally {
            task.cancel(true);
        }
    }

    /**
     * {@return the result of what runs already} It goes on after the limit.
     *
     * @param who makes it, for messages
     * @param limit how long to wait for it
     * @throws Unanswered if it takes longer
     */
    public static <T extends @Nullable Object, E extends Exception> T get(String who, Duration limit, Future<T> result)
            throws E {
        try {
            return result.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            throw new Unanswered(who + " has not answered within " + limit.toMillis() / 1000.0 + " s", true);
        } catch (ExecutionException failure) {
            @SuppressWarnings("unchecked") // a call throws nothing but E and unchecked exceptions
            E thrown = (E) causeOf(failure);
            throw thrown;
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw new Unanswered("interrupted while " + who + " was asked", false);
        }
    }

    /** Waits for the end of a thread, but not after a limit or an interrupt of the caller, who stays interrupted. */
    public static void join(Thread thread, Duration limit) {
        try {
            thread.join(limit.toMillis());
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
        }
    }

    /** Lets time pass, but not after an interrupt of the caller, who stays interrupted. */
    public static void pause(Duration time) {
        try {
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
        }
    }

    private static Exception causeOf(ExecutionException failure) {
        Throwable cause = failure.getCause();
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof Exception exception ? exception : failure;
    }

    /** There was no answer. The message is the end of a sentence. */
    public static final class Unanswered extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final boolean isLate;

        private Unanswered(String message, boolean isLate) {
            super(message);
            this.isLate = isLate;
        }

        /** {@return whether the limit was over; otherwise the caller was interrupted} */
        public boolean isLate() {
            return isLate;
        }
    }
}
