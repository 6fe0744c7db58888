package dev.kubeuser.assertion;

import dev.kubeuser.policy.Aggregation;
import dev.kubeuser.policy.RbacPolicy;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.RbacAuthorizationV1Api;

/** The RBAC objects of a cluster, to explain what the server answered. */
final class ServerPolicy {

    private ServerPolicy() {}

    static RbacPolicy read(ApiClient admin) {
        RbacAuthorizationV1Api rbac = new RbacAuthorizationV1Api(admin);
        try {
            return RbacPolicy.builder()
                    .aggregation(Aggregation.WRITTEN)
                    .addAll(rbac.listClusterRole().execute().getItems())
                    .addAll(rbac.listRoleForAllNamespaces().execute().getItems())
                    .addAll(rbac.listClusterRoleBinding().execute().getItems())
                    .addAll(rbac.listRoleBindingForAllNamespaces().execute().getItems())
                    .build();
        } catch (ApiException refusal) {
            throw new AccessReviewException(
                    "The administrator could not read roles and bindings: " + ServerStatus.describe(refusal), refusal);
        }
    }
}
