package dev.kubeuser.cluster.k3s;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Calls to the container engine, each with a time limit. docker-java has none: it waits for an answer for ever. So each
 * call runs on a thread of its own, and its caller holds no lock that the call needs. While a call stays unanswered,
 * others fail at once. Thread-safe.
 */
final class EngineCalls {

    private final Duration limit;
    private final EngineSilence silence = new EngineSilence();
    private volatile @Nullable FutureTask<?> unanswered;

    /** Limits each call to this time. */
    EngineCalls(Duration limit) {
        this.limit = limit;
    }

    /** A call that may throw a checked exception. */
    interface Call<T, E extends Exception> extends Callable<T> {
        @Override
        T call() throws E;
    }

    /**
     * {@return what the engine answers}
     *
     * @throws Unanswered if it does not answer in time, or has not answered an earlier call
     */
    <T, E extends Exception> T answer(Call<T, E> call) throws E {
        return answer(limit, call);
    }

    /** The same, within another time. */
    <T, E extends Exception> T answer(Duration within, Call<T, E> call) throws E {
        FutureTask<?> before = unanswered;
        if (before != null && !before.isDone()) {
            throw new Unanswered("the container engine does not answer");
        }
        FutureTask<T> task = new FutureTask<>(call);
        Thread thread = new Thread(task, "kubeuser-engine-call");
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get(within.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            unanswered = task;
            silence.begin(task::isDone);
            throw new Unanswered("the container engine has not answered within " + within.toMillis() / 1000.0 + " s");
        } catch (ExecutionException failure) {
            @SuppressWarnings("unchecked") // a call throws nothing but E and unchecked exceptions
            E thrown = (E) causeOf(failure);
            throw thrown;
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw new Unanswered("interrupted while the container engine was asked");
        }
    }

    private static Exception causeOf(ExecutionException failure) {
        Throwable cause = failure.getCause();
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof Exception exception ? exception : failure;
    }

    /** Thrown if the engine does not answer. The message is the end of a sentence. */
    static final class Unanswered extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private Unanswered(String message) {
            super(message);
        }
    }
}
