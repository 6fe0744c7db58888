package dev.kubeuser.run.internal;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.apply.AppliedManifests;
import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.manifest.ManifestObject;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Applied manifests in a store. If the cluster has ended, they are gone too; closing them is then not a second failure.
 */
public final class AppliedPolicy implements AutoCloseable {

    private final SharedCluster cluster;
    private final AppliedManifests applied;
    private Runnable forget = () -> {};

    AppliedPolicy(SharedCluster cluster, KubeAccess admin, Function<KubeAccess, AppliedManifests> apply) {
        this.cluster = cluster;
        try {
            this.applied = apply.apply(admin);
        } catch (RuntimeException failure) {
            throw cluster.failure()
                    .<RuntimeException>map(what -> new ClusterException(what, failure))
                    .orElse(failure);
        }
    }

    /** Says that the policy is under test until it is removed. Objects without a namespace are in the given one. */
    void tell(ClusterListener listener, String namespace) {
        listener.created(new OwnNamespaces(
                Map.of(),
                applied.objects().stream()
                        .filter(object -> object.kind().equals("Namespace")
                                && object.group().isEmpty())
                        .map(ManifestObject::name)
                        .collect(Collectors.toSet())));
        forget = listener.applied(applied.objects(), namespace);
    }

    @Override
    public void close() {
        forget.run();
        try {
            applied.close();
        } catch (RuntimeException failure) {
            if (cluster.failure().isEmpty()) {
                throw failure;
            }
        }
    }
}
