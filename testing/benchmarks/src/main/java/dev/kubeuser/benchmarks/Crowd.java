package dev.kubeuser.benchmarks;

import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Many doing the same at once, each on a thread of its own; takes as long as the last of them, with all undone. */
record Crowd(int size, Contender each) implements Contender {

    @Override
    public String name() {
        return size + " users at once, " + each.name();
    }

    @Override
    public Duration once() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(size);
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
