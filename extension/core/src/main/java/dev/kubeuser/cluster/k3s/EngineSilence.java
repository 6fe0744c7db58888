package dev.kubeuser.cluster.k3s;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.testcontainers.DockerClientFactory;

/**
 * Ends the JVM although the container engine does not answer. Without its reaper, Testcontainers asks the engine in a
 * shutdown hook of its own, without a time limit, and the JVM would never end.
 */
final class EngineSilence {

    private static final System.Logger LOG = System.getLogger(EngineSilence.class.getName());

    /** For hooks that have to do with other things. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    /** Longer than the rescue of a cluster takes. */
    private static final Duration LAST_GRACE = Duration.ofSeconds(25);

    private final AtomicBoolean isKnown = new AtomicBoolean();

    /**
     * Begins with a call that the engine has not answered.
     *
     * @param isOver whether it has an answer after all
     */
    void begin(BooleanSupplier isOver) {
        if (!isKnown.compareAndSet(false, true)) {
            return;
        }
        Thread ender = new Thread(() -> endWithout(isOver), "kubeuser-engine-silence");
        ender.setDaemon(true);
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(ender::start, "kubeuser-engine-silence-hook"));
        } catch (IllegalStateException endingAlready) {
            ender.start();
        }
    }

    /** An interrupt ends a call over a Unix socket. Nothing ends one over TCP. */
    private static void endWithout(BooleanSupplier isOver) {
        try {
            TimeUnit.MILLISECONDS.sleep(GRACE.toMillis());
            if (isOver.getAsBoolean()) {
                return;
            }
            DockerClientFactory.TESTCONTAINERS_THREAD_GROUP.interrupt();
            TimeUnit.MILLISECONDS.sleep(LAST_GRACE.toMillis());
            if (isOver.getAsBoolean()) {
                return;
            }
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
        }
        LOG.log(
                System.Logger.Level.WARNING,
                "kubeuser: the container engine does not answer, and a shutdown hook waits for it: the JVM ends without");
        Runtime.getRuntime().halt(1);
    }
}
