package dev.kubeuser.benchmarks;

import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Many doing the same, each on a thread of its own; takes as long as the last of them, with all undone.
 *
 * @param name who they are
 * @param size how many there are
 * @param atOnce how many of them do it at any time
 * @param each one of them
 */
record Crowd(String name, int size, int atOnce, Contender each) implements Contender {

    @Override
    public Duration once() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(atOnce);
        try {
            long begin = System.nanoTime();
            Callable<Duration> one = each::once;
            for (Future<Duration> done : threads.invokeAll(Collections.nCopies(size, one))) {
                done.get();
            }
            return Duration.ofNanos(System.nanoTime() - begin);
        } finally {
            threads.shutdown();
        }
    }
}
