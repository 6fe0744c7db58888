package dev.kubeuser.review.internal;

import dev.kubeuser.internal.Status;
import dev.kubeuser.rbac.PolicyException;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.RbacAuthorizationV1Api;
import java.util.ArrayList;
import java.util.List;

/** The RBAC objects of a cluster. They are read kind by kind: what changes meanwhile may be seen in part. */
public record ClusterObjects(RbacAuthorizationV1Api api) {

    public ClusterObjects(ApiClient client) {
        this(new RbacAuthorizationV1Api(client));
    }

    public List<KubernetesObject> read() {
        List<KubernetesObject> objects = new ArrayList<>();
        objects.addAll(
                list("clusterroles", () -> api.listClusterRole().execute().getItems()));
        objects.addAll(list(
                "clusterrolebindings",
                () -> api.listClusterRoleBinding().execute().getItems()));
        objects.addAll(
                list("roles", () -> api.listRoleForAllNamespaces().execute().getItems()));
        objects.addAll(list(
                "rolebindings",
                () -> api.listRoleBindingForAllNamespaces().execute().getItems()));
        return objects;
    }

    private interface Listing<T> {
        List<T> items() throws ApiException;
    }

    private static <T> List<T> list(String resource, Listing<T> listing) {
        try {
            return listing.items();
        } catch (ApiException failure) {
            throw failed("listing all " + resource + " to read the cluster's RBAC policy", failure);
        }
    }

    private static PolicyException failed(String what, ApiException failure) {
        if (failure.getCode() == 0) {
            return new PolicyException(what + " got no answer: " + failure.getMessage(), failure);
        }
        return new PolicyException(
                what + " was refused by the API server with " + failure.getCode() + ": "
                        + Status.messageIn(failure.getResponseBody())
                        + ". Read it with a client that may list the four kinds of rbac.authorization.k8s.io in all"
                        + " namespaces, as the administrator may",
                failure);
    }
}
