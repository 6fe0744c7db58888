package dev.kubeuser.mutants.internal;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** How far the judging of mutants is: says so if it takes long, and ends it at the limit. Thread-safe. */
final class Progress {

    private static final long FIRST = Duration.ofSeconds(5).toNanos();
    private static final long THEN = Duration.ofSeconds(10).toNanos();
    private static final double NANOS = Duration.ofSeconds(1).toNanos();

    private final int total;
    private final @Nullable Duration limit;
    private final LongSupplier clock;
    private final Consumer<String> lines;
    private final long begin;
    private final AtomicLong next = new AtomicLong(FIRST);
    private final AtomicInteger done = new AtomicInteger();

    /**
     * Begins.
     *
     * @param total the number of mutants
     * @param limit how long it may take, or {@code null} for any time
     * @param clock gives nanoseconds
     * @param lines receives a line now and then
     */
    Progress(int total, @Nullable Duration limit, LongSupplier clock, Consumer<String> lines) {
        this.total = total;
        this.limit = limit;
        this.clock = clock;
        this.lines = lines;
        this.begin = clock.getAsLong();
    }

    /** Whether the limit is reached. */
    boolean isOver() {
        return limit != null && taken() >= limit.toNanos();
    }

    private long taken() {
        return clock.getAsLong() - begin;
    }

    /** Notes that one more is judged. */
    void advance() {
        int judged = done.incrementAndGet();
        long taken = taken();
        long due = next.get();
        if (taken >= due && next.compareAndSet(due, taken + THEN)) {
            lines.accept(judged + " of " + total + " mutants judged in " + Math.round(taken / NANOS) + " s, about "
                    + Math.round(taken / NANOS * (total - judged) / judged) + " s to go");
        }
    }
}
