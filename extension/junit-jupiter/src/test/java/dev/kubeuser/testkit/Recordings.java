// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.testkit;

import dev.kubeuser.access.internal.ClusterContext;
import dev.kubeuser.access.internal.RequestListener;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.question.internal.ListedPolicy;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.record.internal.ApiServer;
import dev.kubeuser.record.internal.Recorder;
import dev.kubeuser.record.internal.RunRecord;
import dev.kubeuser.run.internal.RunningTests;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What is recorded of the requests to a cluster, beside the tests of a run. */
public final class Recordings {

    private Recordings() {}

    /** Listens to the requests of injected clients from now on. */
    public static Recorder listen(Cluster cluster, Supplier<Optional<Path>> auditLog) {
        Recorder recorder = new Recorder(
                new RunningTests(),
                ApiServer.of(
                        ClusterContext.of(cluster),
                        () -> RbacPolicy.builder().build(),
                        (user, request) -> Optional.empty()),
                ManagedCluster.of(cluster).run(),
                auditLog);
        RequestListener.listen(cluster, recorder);
        return recorder;
    }

    /** Takes what was recorded so far. */
    public static RunRecord take(Recorder recorder, Cluster cluster) {
        return recorder.take(RbacPolicy.builder().addAll(ListedPolicy.objects(cluster.adminClient())), List.of());
    }
}
