package dev.kubeuser.cluster.internal;

import dev.kubeuser.cluster.ClusterException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Decides which of several JVMs starts a cluster. The kernel keeps the lock and releases it with the process that holds
 * it, so one that is killed is in nobody's way.
 *
 * @param file the same for all clusters, of which each locks a byte of its own, so that nothing piles up
 * @param key of the cluster
 * @param patience how long to wait for the others
 */
public record ReuseLock(Path file, ReuseKey key, Duration patience) {

    /** The kernel's locks belong to the process, and closing any channel of the file gives all of them up. */
    private static final Lock ONE_OF_THIS_JVM = new ReentrantLock();

    private static final long PAUSE_MILLIS = 20;

    /** Does something that no two may do at the same time. */
    public <T> T holding(Supplier<T> action) {
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            if (!ONE_OF_THIS_JVM.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                throw tooLate();
            }
            try {
                return holdingFile(deadline, action);
            } finally {
                ONE_OF_THIS_JVM.unlock();
            }
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw new ClusterException("Interrupted while waiting for another start of the cluster", interrupt);
        }
    }

    /** The lock goes with the channel. */
    private <T> T holdingFile(long deadline, Supplier<T> action) throws InterruptedException {
        try (FileChannel channel = open()) {
            await(channel, deadline);
            return action.get();
        } catch (IOException failure) {
            throw new ClusterException(
                    "The lock " + file + ", by which JVMs agree on who starts a cluster, could not be used: " + failure
                            + ". Another place for it can be named by kubeuser.cache-directory.",
                    failure);
        }
    }

    private FileChannel open() throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    /** Asks again and again, because a wait for the kernel cannot be given a limit. */
    private void await(FileChannel channel, long deadline) throws IOException, InterruptedException {
        while (!isLocked(channel)) {
            if (System.nanoTime() > deadline) {
                throw tooLate();
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
    }

    private boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock(key.number(), 1, false) != null;
        } catch (OverlappingFileLockException anotherClassLoader) {
            return false;
        }
    }

    private ClusterException tooLate() {
        return new ClusterException("Others that start the same cluster have not come to an end within "
                + patience.toSeconds() + " s; a longer time can be given by kubeuser.start-timeout.");
    }
}
