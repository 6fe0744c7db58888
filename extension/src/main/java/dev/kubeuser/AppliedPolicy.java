package dev.kubeuser;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.manifest.AppliedManifests;
import java.util.function.Function;

/** Applied manifests in a store. That their cluster is gone, and they with it, is no second failure. */
final class AppliedPolicy implements AutoCloseable {

    private final ClusterResource cluster;
    private final AppliedManifests applied;

    AppliedPolicy(ClusterResource cluster, KubeAccess admin, Function<KubeAccess, AppliedManifests> apply) {
        this.cluster = cluster;
        try {
            this.applied = apply.apply(admin);
        } catch (RuntimeException failure) {
            throw cluster.failure()
                    .<RuntimeException>map(what -> new ClusterException(what, failure))
                    .orElse(failure);
        }
    }

    @Override
    public void close() {
        try {
            applied.close();
        } catch (RuntimeException failure) {
            if (cluster.failure().isEmpty()) {
                throw failure;
            }
        }
    }
}
