// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.base.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is asked side by side, and what is told of failures. */
class InFlightTest {

    private static final List<Integer> QUESTIONS =
            IntStream.range(0, 100).boxed().toList();

    private final InFlight inFlight = new InFlight(4);

    @Test
    void answers_are_in_the_order_of_the_questions() {
        assertThat(inFlight.ask(QUESTIONS, question -> question + 1))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 100).boxed().toList());
        assertThat(inFlight.ask(List.<Integer>of(), question -> question)).isEmpty();
    }

    @Test
    void many_pieces_of_work_are_done_by_several_threads_in_order() {
        List<Integer> pieces = IntStream.range(0, 5_000).boxed().toList();
        assertThat(inFlight.ask(pieces, piece -> piece * 2))
                .isEqualTo(pieces.stream().map(piece -> piece * 2).toList());
    }

    @Test
    void one_at_a_time_is_asked_on_the_calling_thread() {
        assertThat(new InFlight(1).ask(QUESTIONS, question -> Thread.currentThread()))
                .hasSize(100)
                .containsOnly(Thread.currentThread());
    }

    @Test
    void as_many_as_allowed_are_in_flight_and_no_more() {
        Phaser together = new Phaser(4);
        AtomicInteger now = new AtomicInteger();
        Set<Integer> seen = Collections.synchronizedSet(new TreeSet<>());

        inFlight.each(QUESTIONS, question -> {
            seen.add(now.incrementAndGet());
            together.arriveAndAwaitAdvance();
            now.decrementAndGet();
        });

        assertThat(seen).contains(4).allMatch(count -> count <= 4);
    }

    @Test
    void the_first_failure_in_order_is_told_even_if_a_later_one_comes_before() {
        CountDownLatch laterFailed = new CountDownLatch(1);
        Set<Integer> asked = Collections.synchronizedSet(new TreeSet<>());

        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> inFlight.each(QUESTIONS, question -> {
                    asked.add(question);
                    if (question == 7) {
                        await(laterFailed);
                    }
                    if (question >= 9) {
                        laterFailed.countDown();
                    }
                    if (question == 7 || question >= 9) {
                        throw new IllegalArgumentException("question " + question);
                    }
                }))
                .withMessage("question 7");
        assertThat(asked).contains(0, 1, 2, 3, 4, 5, 6, 7, 8, 9).hasSizeLessThan(20);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException unexpected) {
            throw new AssertionError(unexpected);
        }
    }

    @Test
    void an_interrupt_lets_those_in_flight_end_and_begins_no_other() throws InterruptedException {
        List<Integer> endless = Collections.nCopies(Integer.MAX_VALUE, 0);
        CountDownLatch together = new CountDownLatch(4);
        CountDownLatch mayEnd = new CountDownLatch(1);
        AtomicInteger begun = new AtomicInteger();
        AtomicInteger ended = new AtomicInteger();
        List<Object> seen = Collections.synchronizedList(new ArrayList<>());
        Thread waiting = new Thread(() -> {
            Throwable thrown = catchThrowable(() -> inFlight.each(endless, question -> {
                begun.incrementAndGet();
                together.countDown();
                await(mayEnd);
                ended.incrementAndGet();
            }));
            seen.addAll(
                    List.of(thrown.getMessage(), Thread.currentThread().isInterrupted(), begun.get() - ended.get()));
        });
        waiting.start();
        await(together);
        waiting.interrupt();
        mayEnd.countDown();
        waiting.join();

        assertThat(seen).containsExactly("The test was interrupted while it waited for the cluster", true, 0);
    }
}
