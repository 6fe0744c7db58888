package dev.kubeuser.session.internal;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.apply.AppliedManifests;
import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.coverage.internal.recording.PolicyObject;
import dev.kubeuser.coverage.internal.recording.Recorder;
import java.util.List;
import java.util.function.Function;

/** Applied manifests in a store. That their cluster is gone, and they with it, is no second failure. */
public final class AppliedPolicy implements AutoCloseable {

    private final SharedCluster cluster;
    private final AppliedManifests applied;
    private Runnable forget = () -> {};

    public AppliedPolicy(SharedCluster cluster, KubeAccess admin, Function<KubeAccess, AppliedManifests> apply) {
        this.cluster = cluster;
        try {
            this.applied = apply.apply(admin);
        } catch (RuntimeException failure) {
            throw cluster.failure()
                    .<RuntimeException>map(what -> new ClusterException(what, failure))
                    .orElse(failure);
        }
    }

    /** From now on until it is removed it is under test. Objects without a namespace are in the given one. */
    public void recordIn(Recorder recorder, String namespace) {
        List<PolicyObject> objects = applied.objects().stream()
                .flatMap(object -> PolicyObject.of(object, namespace).stream())
                .toList();
        recorder.applied(objects);
        forget = () -> recorder.removed(objects);
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
