package dev.kubeuser.internal;

import dev.kubeuser.manifest.ManifestException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Until when something is asked for again and again: quickly at first, for most waits are a few milliseconds. */
public final class Deadline {

    private static final long SHORTEST_PAUSE_MILLIS = 1;
    private static final long LONGEST_PAUSE_MILLIS = 50;

    private final Duration patience;
    private final long end;

    private Deadline(Duration patience) {
        this.patience = patience;
        this.end = System.nanoTime() + patience.toNanos();
    }

    public static Deadline in(Duration patience) {
        return new Deadline(patience);
    }

    /** Whether it became true in time; asked once at least. */
    public boolean await(BooleanSupplier condition) {
        long pause = SHORTEST_PAUSE_MILLIS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() >= end) {
                return false;
            }
            pause(pause);
            pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
        }
        return true;
    }

    private static void pause(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw new ManifestException("The test was interrupted while manifests were applied or removed", interrupt);
        }
    }

    /** For messages: {@code within 10 s}. */
    @Override
    public String toString() {
        return "within " + patience.toMillis() / 1000.0 + " s";
    }
}
