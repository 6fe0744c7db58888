package dev.kubeuser.review.internal;

import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * How long to ask again when an answer is not the one that is demanded.
 *
 * @param limit zero to ask once
 */
public record Patience(Duration limit) {

    public static final Patience NONE = new Patience(Duration.ZERO);

    private static final long INTERVAL_MILLIS = 20;

    /** The first answer that is as demanded, or else the last. */
    public <T> T ask(Supplier<T> question, Predicate<T> asDemanded) {
        long end = System.nanoTime() + limit.toNanos();
        T answer = question.get();
        while (!asDemanded.test(answer) && System.nanoTime() < end) {
            pause();
            answer = question.get();
        }
        return answer;
    }

    private static void pause() {
        try {
            Thread.sleep(INTERVAL_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the API server's answer", interrupted);
        }
    }
}
