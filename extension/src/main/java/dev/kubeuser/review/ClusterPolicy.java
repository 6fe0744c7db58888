package dev.kubeuser.review;

import dev.kubeuser.apply.internal.AppliedObjects;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.internal.Status;
import dev.kubeuser.rbac.Aggregation;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacPolicyBuilder;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.RbacAuthorizationV1Api;

/** The RBAC objects of a cluster, to explain what the server answered, with file and line of those that manifests brought. */
public final class ClusterPolicy {

    private ClusterPolicy() {}

    public static RbacPolicy read(Cluster cluster) {
        RbacAuthorizationV1Api rbac = new RbacAuthorizationV1Api(cluster.adminClient());
        WrittenOrigins origins = new WrittenOrigins(AppliedObjects.of(cluster));
        try {
            RbacPolicyBuilder policy = RbacPolicy.builder().aggregation(Aggregation.WRITTEN);
            rbac.listClusterRole().execute().getItems().forEach(role -> origins.add("ClusterRole", role, policy));
            rbac.listRoleForAllNamespaces().execute().getItems().forEach(role -> origins.add("Role", role, policy));
            policy.addAll(rbac.listClusterRoleBinding().execute().getItems());
            policy.addAll(rbac.listRoleBindingForAllNamespaces().execute().getItems());
            return policy.build();
        } catch (ApiException refusal) {
            throw new AccessReviewException(
                    "The administrator could not read roles and bindings: " + Status.describe(refusal), refusal);
        }
    }
}
