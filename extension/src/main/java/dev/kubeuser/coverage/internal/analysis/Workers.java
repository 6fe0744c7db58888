package dev.kubeuser.coverage.internal.analysis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Does independent pieces of work on all cores, with the results in their order. */
final class Workers {

    /** So much work that it pays to start threads. */
    private static final int MUCH = 500;

    private Workers() {}

    static <T, R> List<R> map(List<T> items, Function<T, R> work) {
        int threads = Math.min(Runtime.getRuntime().availableProcessors(), items.size() / MUCH);
        return threads < 2 ? items.stream().map(work).toList() : map(items, work, threads);
    }

    private static <T, R> List<R> map(List<T> items, Function<T, R> work, int threads) {
        ExecutorService pool = Executors.newFixedThreadPool(threads, Workers::daemon);
        try {
            AtomicInteger next = new AtomicInteger();
            List<Future<Map<Integer, R>>> parts = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                parts.add(pool.submit(() -> part(items, work, next)));
            }
            Map<Integer, R> results = new HashMap<>();
            for (Future<Map<Integer, R>> part : parts) {
                results.putAll(part.get());
            }
            return IntStream.range(0, items.size())
                    .mapToObj(item -> Objects.requireNonNull(results.get(item)))
                    .toList();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The analysis was interrupted", interrupted);
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("The analysis failed", failure.getCause());
        } finally {
            pool.shutdownNow();
        }
    }

    /** Takes one piece after the other until none is left. */
    private static <T, R> Map<Integer, R> part(List<T> items, Function<T, R> work, AtomicInteger next) {
        Map<Integer, R> results = new HashMap<>();
        for (int item = next.getAndIncrement(); item < items.size(); item = next.getAndIncrement()) {
            results.put(item, work.apply(items.get(item)));
        }
        return results;
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "kubeuser-proof");
        thread.setDaemon(true);
        return thread;
    }
}
