package dev.kubeuser.cluster.k3s;

import dev.kubeuser.base.internal.Timed;
import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.internal.ServerLog;
import java.time.Duration;
import org.testcontainers.k3s.K3sContainer;

/** The log of a k3s container, which the engine copies from what k3s prints. */
final class K3sLog implements ServerLog {

    private final K3sContainer container;
    private final Duration limit;

    K3sLog(K3sContainer container, Duration limit) {
        this.container = container;
        this.limit = limit;
    }

    @Override
    public long end() {
        return whole().length();
    }

    @Override
    public String after(long place) {
        return whole().substring(Math.toIntExact(place));
    }

    @Override
    public Duration delay() {
        return Duration.ofSeconds(3);
    }

    private String whole() {
        try {
            return ContainerEngine.answer(limit, container::getLogs);
        } catch (Timed.Unanswered silent) {
            throw new ClusterException("The log of the k3s container cannot be read: " + silent.getMessage(), silent);
        }
    }
}
