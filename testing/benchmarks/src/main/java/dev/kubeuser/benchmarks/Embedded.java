// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.benchmarks;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.internal.ClusterContext;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.cluster.Clusters;
import dev.kubeuser.cluster.RunningCluster;
import dev.kubeuser.query.internal.ServedResource;
import dev.kubeuser.question.internal.ListedPolicy;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacPolicyBuilder;
import dev.kubeuser.run.KubeSession;
import dev.kubeuser.run.KubeSessionBuilder;
import java.util.List;

/**
 * What the embedded cluster has before anybody applies anything.
 *
 * @param policy its roles and bindings
 * @param served its resources
 */
record Embedded(RbacPolicyBuilder policy, List<ServedResource> served) {

    /** Starts a cluster, as a test gets it by default. */
    static RunningCluster start() {
        return Clusters.start(ClusterSpec.defaults().withKind(ClusterKind.EMBEDDED));
    }

    static KubeSessionBuilder session() {
        return KubeSession.builder().cluster(ClusterKind.EMBEDDED);
    }

    /** Starts a cluster, reads it and ends it. */
    static Embedded read() throws Exception {
        try (RunningCluster cluster = start();
                KubeAccess admin = KubeAccess.admin(cluster)) {
            return new Embedded(
                    RbacPolicy.builder().addAll(ListedPolicy.objects(admin.apiClient())),
                    ClusterContext.of(cluster).served());
        }
    }
}
