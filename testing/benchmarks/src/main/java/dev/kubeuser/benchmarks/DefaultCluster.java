package dev.kubeuser.benchmarks;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.RunningCluster;
import dev.kubeuser.discovery.internal.ServedResource;
import dev.kubeuser.question.internal.ClusterKnowledge;
import dev.kubeuser.question.internal.ListedPolicy;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacPolicyBuilder;
import java.util.List;

/**
 * What the embedded cluster has before anybody applies anything.
 *
 * @param policy its roles and bindings
 * @param served its resources
 */
record DefaultCluster(RbacPolicyBuilder policy, List<ServedResource> served) {

    /** Starts a cluster, reads it and ends it. */
    static DefaultCluster read() throws Exception {
        try (RunningCluster cluster = EmbeddedStart.start();
                KubeAccess admin = KubeAccess.admin(cluster)) {
            return new DefaultCluster(
                    RbacPolicy.builder().addAll(ListedPolicy.objects(admin.apiClient())),
                    ClusterKnowledge.of(cluster).served());
        }
    }
}
