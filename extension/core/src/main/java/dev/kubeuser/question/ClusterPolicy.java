package dev.kubeuser.question;

import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.question.internal.ListedPolicy;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacPolicyBuilder;
import io.kubernetes.client.openapi.ApiClient;
import org.apiguardian.api.API;

/**
 * The RBAC policy of a cluster at one moment. Its objects are read kind by kind, so a change in between may be seen
 * only in part. What k3s makes for its own users some seconds after it is ready is not in it, unless a manifest has it.
 *
 * <p>Stateless and thread-safe.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class ClusterPolicy {

    private ClusterPolicy() {}

    /**
     * {@return the policy of a cluster, with file and line of what comes from manifests}
     *
     * @param cluster the cluster, read as its administrator
     * @throws AccessReviewException if its roles and bindings cannot be listed
     */
    public static RbacPolicy read(Cluster cluster) {
        return ListedPolicy.of(ManagedCluster.of(cluster)).read();
    }

    /**
     * {@return the policy of a cluster, with the rules that its aggregated ClusterRoles have}
     *
     * @param client of a user who may list the four kinds of RBAC in all namespaces, as the administrator may
     * @throws AccessReviewException if they cannot be listed
     */
    public static RbacPolicy read(ApiClient client) {
        return RbacPolicy.builder()
                .aggregation(RbacPolicyBuilder.Aggregation.WRITTEN)
                .addAll(ListedPolicy.objects(client))
                .build();
    }
}
