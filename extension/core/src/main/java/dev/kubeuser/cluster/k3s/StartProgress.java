package dev.kubeuser.cluster.k3s;

import dev.kubeuser.base.internal.Deadline;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.cluster.internal.LogTail;
import dev.kubeuser.cluster.internal.SlowWait;
import java.time.Duration;

/** How far a start has come, and how long it may still take. Thread-safe. */
final class StartProgress implements AutoCloseable {

    private final Duration timeout;
    private final Deadline deadline;
    private final LogTail log = new LogTail();
    private StartStep step = StartStep.ENGINE;
    private SlowWait wait;
    private String detail = "";

    /** Begins with the time that the specification gives to a start. */
    StartProgress(ClusterSpec spec) {
        timeout = spec.launch().startTimeout(ClusterKind.K3S);
        deadline = Deadline.in(timeout);
        wait = SlowWait.begin(step.what(), timeout);
    }

    Duration timeout() {
        return timeout;
    }

    Deadline deadline() {
        return deadline;
    }

    /** What k3s has logged. */
    LogTail log() {
        return log;
    }

    synchronized void now(StartStep next) {
        if (next != step) {
            wait.close();
            step = next;
            detail = "";
            wait = SlowWait.begin(next.what(), timeout);
        }
    }

    /** Notes what was found when it was last looked for. */
    synchronized void found(String what) {
        detail = what;
    }

    /** Why the start has not come to its end in time: the end of a sentence. */
    synchronized String lateness() {
        String last = detail.isEmpty() ? "" : " (last " + detail + ")";
        return deadline + ": " + step.outcome() + last + "." + log.describe();
    }

    @Override
    public synchronized void close() {
        wait.close();
    }
}
