package dev.kubeuser.review.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Asks many questions at once. The HTTP/2 connection carries them in parallel. */
public final class InFlight {

    private static final int AT_ONCE = 32;

    private InFlight() {}

    /** Returns all answers in the order of the questions; if one fails, throws its failure. */
    public static <Q, A> List<A> ask(List<Q> questions, Function<Q, A> ask) {
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Future<A>> pending = new ArrayList<>();
            questions.forEach(question -> pending.add(threads.submit(() -> ask.apply(question))));
            List<A> answers = new ArrayList<>();
            for (Future<A> answer : pending) {
                answers.add(answer.get());
            }
            return answers;
        } catch (ExecutionException failure) {
            throw failure.getCause() instanceof RuntimeException known ? known : new IllegalStateException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking the API server", interrupted);
        } finally {
            threads.shutdownNow();
        }
    }
}
