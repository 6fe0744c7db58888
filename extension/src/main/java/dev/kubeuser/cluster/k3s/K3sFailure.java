package dev.kubeuser.cluster.k3s;

import com.github.dockerjava.api.exception.NotFoundException;
import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.cluster.internal.LogTail;
import java.util.stream.Stream;
import org.testcontainers.shaded.org.awaitility.core.ConditionTimeoutException;

/** Words why k3s did not start, and the ways out. */
record K3sFailure(ClusterSpec spec, LogTail log) {

    ClusterException explain(Exception failure) {
        if (failure instanceof ClusterException known) {
            return known;
        }
        return new ClusterException(
                "k3s from the image " + spec.k3s().image() + " did not start: " + cause(failure) + "." + log.describe(),
                failure);
    }

    private static Stream<Throwable> chain(Throwable failure) {
        return Stream.iterate(failure, each -> each != null, Throwable::getCause);
    }

    private static Throwable root(Throwable failure) {
        return chain(failure).reduce(failure, (outer, inner) -> inner);
    }

    /** The innermost message of the launch itself, below the ones that only say that a container failed. */
    private static String cause(Throwable failure) {
        if (chain(failure).anyMatch(ConditionTimeoutException.class::isInstance)) {
            return "the container ended at once, or has no port that can be reached";
        }
        return chain(failure)
                .map(Throwable::getMessage)
                .filter(message ->
                        message != null && (message.startsWith("k3s was") || message.startsWith("the container")))
                .findFirst()
                .orElseGet(() -> root(failure) instanceof NotFoundException
                        ? "the container ended, and was removed"
                        : String.valueOf(root(failure).getMessage()));
    }
}
