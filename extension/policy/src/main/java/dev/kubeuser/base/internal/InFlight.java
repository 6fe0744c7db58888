// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.base.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Does many things side by side: sends requests, or works on all cores. They begin in order. After a failure or an
 * interrupt no further one begins, and those that began are waited for: afterwards, nothing is in flight.
 *
 * @param atOnce the most that are in flight at one time
 */
public record InFlight(int atOnce) {

    /** The limit for questions that change nothing. One HTTP/2 connection carries them. */
    public static final InFlight QUESTIONS = new InFlight(32);

    /** The limit for changes, which cost a server more; it has other clients too. */
    public static final InFlight CHANGES = new InFlight(16);

    /**
     * Returns all answers in the order of the questions. Asks on the calling thread if only one may be in flight.
     *
     * @throws RuntimeException if questions failed: the failure of the first of them, in the order of the questions
     */
    public <Q, A> List<A> ask(List<Q> questions, Function<Q, A> ask) {
        int threads = Math.min(atOnce, questions.size());
        return threads < 2 ? questions.stream().map(ask).toList() : new Batch<>(questions, ask).run(threads);
    }

    /** The same for what has no answer. */
    public <T> void each(List<T> items, Consumer<T> action) {
        ask(items, item -> {
            action.accept(item);
            return true;
        });
    }

    private static final class Batch<Q, A> {

        private final List<Q> questions;
        private final Function<Q, A> ask;
        private final AtomicInteger next = new AtomicInteger();
        private final NavigableMap<Integer, A> answers = new ConcurrentSkipListMap<>();
        private final NavigableMap<Integer, Throwable> failures = new ConcurrentSkipListMap<>();
        private volatile boolean isEnding;
        private @Nullable InterruptedException interrupt;

        Batch(List<Q> questions, Function<Q, A> ask) {
            this.questions = questions;
            this.ask = ask;
        }

        List<A> run(int threads) {
            List<Thread> all = new ArrayList<>();
            while (all.size() < threads) {
                all.add(Daemon.start("kubeuser-in-flight", this::work));
            }
            all.forEach(this::join);
            if (interrupt != null) {
                Thread.currentThread().interrupt();
            }
            return result();
        }

        /** Each that is taken is asked, so that none before a failed one is left out. */
        private void work() {
            while (!isEnding) {
                int index = next.getAndIncrement();
                if (index >= questions.size()) {
                    return;
                }
                try {
                    answers.put(index, ask.apply(questions.get(index)));
                } catch (RuntimeException | Error failure) {
                    isEnding = true;
                    failures.put(index, failure);
                }
            }
        }

        private void join(Thread thread) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException interrupted) {
                    interrupt = interrupted;
                    isEnding = true;
                }
            }
        }

        private List<A> result() {
            if (!failures.isEmpty()) {
                Throwable first = failures.firstEntry().getValue();
                if (first instanceof Error error) {
                    throw error;
                }
                throw (RuntimeException) first;
            }
            if (interrupt != null && answers.size() < questions.size()) {
                throw new Deadline.Interrupted(interrupt);
            }
            return List.copyOf(answers.values());
        }
    }
}
