// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.question;

import dev.kubeuser.access.internal.ClusterContext;
import dev.kubeuser.base.KubernetesVersion;
import dev.kubeuser.base.internal.Json;
import dev.kubeuser.base.internal.KnownVersions;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.internal.ApiRequests;
import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.question.internal.ListedPolicy;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacPolicyBuilder;
import dev.kubeuser.statement.EffectivePolicy;
import dev.kubeuser.statement.internal.PolicyNamespaces;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import java.util.Optional;
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
    @API(status = API.Status.INTERNAL)
    public static RbacPolicy read(Cluster cluster) {
        return ListedPolicy.of(ManagedCluster.of(cluster)).read();
    }

    /**
     * {@return the policy of a cluster, with the rules that its aggregated ClusterRoles have}
     *
     * @param client the client of a user who can list the four RBAC kinds in all namespaces, such as the administrator
     * @throws AccessReviewException if they cannot be listed
     */
    @API(status = API.Status.INTERNAL)
    public static RbacPolicy read(ApiClient client) {
        return RbacPolicy.builder()
                .aggregation(RbacPolicyBuilder.Aggregation.WRITTEN)
                .addAll(ListedPolicy.objects(client))
                .build();
    }

    /**
     * {@return the policy that a cluster has now, for statements about it:
     * {@code assertThat(ClusterPolicy.inForce(cluster)).nobody().canAny(list("secrets").in("prod"))}}
     *
     * @param cluster the cluster, read as its administrator; it is asked when an assertion fails
     * @throws AccessReviewException if its roles, bindings or namespaces cannot be listed
     */
    public static EffectivePolicy inForce(Cluster cluster) {
        return new InForce(cluster);
    }

    /**
     * {@return the policy that the cluster of a client has now, for statements about it. Only roles and bindings are
     * read: custom resources and namespaces are those that these name}
     *
     * @param client the client of a user who can list the four RBAC kinds in all namespaces
     * @param version the minor of its API server, or any of its patches
     * @throws AccessReviewException if they cannot be listed
     * @throws IllegalArgumentException if this release does not know the minor; the message lists those that it knows
     */
    public static EffectivePolicy inForce(ApiClient client, KubernetesVersion version) {
        return EffectivePolicy.of(read(client), version);
    }

    /**
     * {@return the cluster that has a policy; empty for one of manifests}
     *
     * @param policy the policy
     */
    @API(status = API.Status.INTERNAL)
    public static Optional<Cluster> clusterOf(EffectivePolicy policy) {
        return policy instanceof InForce own ? Optional.of(own.cluster) : Optional.empty();
    }

    /** The policy that a cluster has, with the cluster, which answers further questions. */
    private static final class InForce extends EffectivePolicy {

        private final Cluster cluster;

        InForce(Cluster cluster) {
            this(ClusterContext.of(cluster));
        }

        private InForce(ClusterContext context) {
            super(
                    ListedPolicy.of(context.cluster()).now(),
                    minor(context.cluster()),
                    context.features(),
                    context.discovery().get(),
                    namespaces(context.cluster().adminRequests()));
            this.cluster = context.cluster();
        }

        private static String minor(Cluster cluster) {
            KnownVersions known = KnownVersions.read();
            return KubernetesVersion.find(cluster.version())
                    .map(known::nearestMinor)
                    .orElseGet(() -> known.standard().withoutPatch())
                    .toString();
        }

        private static PolicyNamespaces namespaces(ApiRequests admin) {
            try {
                return PolicyNamespaces.of(Json.list(admin.get(admin.url("api/v1/namespaces")), "items"));
            } catch (ApiException failure) {
                throw new AccessReviewException(
                        "The namespaces of the cluster could not be listed: " + failure.getMessage(), failure);
            }
        }
    }
}
