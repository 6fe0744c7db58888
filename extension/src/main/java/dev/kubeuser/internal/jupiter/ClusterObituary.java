package dev.kubeuser.internal.jupiter;

import dev.kubeuser.cluster.ClusterException;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Says why a test really failed, if its cluster died under it. */
public final class ClusterObituary {

    private ClusterObituary() {}

    public static Throwable explain(ExtensionContext context, Throwable thrown) {
        if (thrown instanceof ClusterException) {
            return thrown;
        }
        return new ClusterScope(context)
                .clusterFailure()
                .<Throwable>map(what -> new ClusterException(what, thrown))
                .orElse(thrown);
    }
}
