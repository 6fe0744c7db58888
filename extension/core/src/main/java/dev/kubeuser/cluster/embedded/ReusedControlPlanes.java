package dev.kubeuser.cluster.embedded;

import dev.kubeuser.base.internal.OwnDirectory;
import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.internal.ClusterDirectory;
import dev.kubeuser.cluster.internal.ReuseDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The control planes that JVMs of this user share, and the files of those that ended without removing them. */
final class ReusedControlPlanes {

    private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(60);
    private static final long END_SECONDS = 10;

    private ReusedControlPlanes() {}

    /**
     * Ends all of them, also those that are in use, and removes what they and killed JVMs left.
     *
     * @param cacheDirectory the directory in which JVMs find them
     * @return what was done, a sentence each; empty if there was nothing to do
     * @throws ClusterException if a process does not end, or a file cannot be removed
     */
    static List<String> end(Path cacheDirectory) {
        List<String> done = new ArrayList<>();
        for (ReuseDirectory shared : ReuseDirectory.all(cacheDirectory)) {
            shared.lock(LOCK_TIMEOUT).holding(() -> {
                end(shared).ifPresent(done::add);
                return done;
            });
            shared.removeLeftovers().forEach(left -> done.add("removed " + left + ", which a killed JVM left"));
        }
        return done;
    }

    /** The caller holds the lock, so nobody attaches or starts meanwhile. */
    private static Optional<String> end(ReuseDirectory shared) {
        Optional<OwnDirectory> files = shared.ofControlPlane();
        Optional<Long> alive = files.flatMap(SharedControlPlane::alive);
        alive.flatMap(ProcessHandle::of).ifPresent(ReusedControlPlanes::end);
        return files.map(OwnDirectory::path).map(left -> {
            ClusterDirectory.remove(left);
            return alive.map(pid -> "ended the reused control plane, process " + pid)
                    .orElse("removed " + left + ", which a killed control plane left");
        });
    }

    private static void end(ProcessHandle process) {
        process.destroy();
        if (!hasEnded(process)) {
            process.destroyForcibly();
            if (!hasEnded(process)) {
                throw new ClusterException("The reused control plane, process " + process.pid()
                        + ", does not end: end it by hand, and run this again.");
            }
        }
    }

    private static boolean hasEnded(ProcessHandle process) {
        try {
            process.onExit().get(END_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException | TimeoutException stillThere) {
            return !process.isAlive();
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw new ClusterException("Interrupted while a control plane ended", interrupt);
        }
    }
}
