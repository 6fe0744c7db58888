package dev.kubeuser.cluster.internal;

import dev.kubeuser.base.internal.Deadline;
import dev.kubeuser.base.internal.OwnDirectory;
import dev.kubeuser.cluster.ClusterException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.time.Duration;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Decides which of several JVMs starts a cluster. The kernel releases the lock when its process ends, so a killed JVM
 * blocks no other.
 *
 * @param directory where the one file for all clusters is: each locks its own byte, so no lock files pile up
 * @param key the cluster
 * @param timeout how long to wait for other JVMs
 */
public record ReuseLock(OwnDirectory directory, ReuseKey key, Duration timeout) {

    private static final String FILE = "lock";

    /** The kernel's locks belong to the process. Closing any channel of the file releases all of them. */
    private static final Lock ONE_OF_THIS_JVM = new ReentrantLock();

    /** Runs an action that only one JVM may run at a time. */
    public <T> T holding(Supplier<T> action) {
        Deadline deadline = Deadline.in(timeout);
        requireInTime(deadline.await(ONE_OF_THIS_JVM::tryLock));
        try {
            return holdingFile(deadline, action);
        } finally {
            ONE_OF_THIS_JVM.unlock();
        }
    }

    /** Closing the channel releases the lock. */
    private <T> T holdingFile(Deadline deadline, Supplier<T> action) {
        try (FileChannel channel = directory.write(FILE)) {
            // The kernel's own wait takes no timeout.
            requireInTime(deadline.await(() -> isLocked(channel)));
            return action.get();
        } catch (IOException failure) {
            throw unusable(failure);
        }
    }

    private boolean isLocked(FileChannel channel) {
        try {
            return channel.tryLock(key.number(), 1, false) != null;
        } catch (OverlappingFileLockException anotherClassLoader) {
            return false;
        } catch (IOException failure) {
            throw unusable(failure);
        }
    }

    private ClusterException unusable(IOException failure) {
        return new ClusterException(
                "The lock " + directory.path().resolve(FILE) + ", by which JVMs agree on who starts a cluster, cannot"
                        + " be used: " + failure
                        + ". Set kubeuser.cache-directory to another place for it.",
                failure);
    }

    private void requireInTime(boolean isHeld) {
        if (!isHeld) {
            throw new ClusterException("Another start of the same cluster has not finished within "
                    + timeout.toSeconds() + " s. Set kubeuser.start-timeout to wait longer.");
        }
    }
}
