package dev.kubeuser.review.internal;

import dev.kubeuser.base.internal.Status;
import dev.kubeuser.cluster.internal.K3sObjects;
import dev.kubeuser.review.AccessReviewException;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.RbacAuthorizationV1Api;
import java.util.ArrayList;
import java.util.List;

/** The roles and bindings of a cluster, listed kind by kind. */
public final class ListedPolicy {

    private ListedPolicy() {}

    /**
     * {@return the roles and bindings of a cluster, for example to see what manifests would change there; without those
     * that k3s makes for its own users some seconds after it is ready}
     *
     * @param client of a user who may list the four kinds of RBAC in all namespaces, as the administrator may
     * @throws AccessReviewException if they cannot be listed
     */
    public static List<KubernetesObject> objects(ApiClient client) {
        return K3sObjects.without(all(client));
    }

    /**
     * {@return all roles and bindings of a cluster}
     *
     * @param client of a user who may list the four kinds of RBAC in all namespaces, as the administrator may
     * @throws AccessReviewException if they cannot be listed
     */
    public static List<KubernetesObject> all(ApiClient client) {
        RbacAuthorizationV1Api api = new RbacAuthorizationV1Api(client);
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
            throw new AccessReviewException(
                    "Listing all " + resource + " to read the cluster's RBAC policy failed: "
                            + Status.describe(failure)
                            + ". Use a client that may list the four kinds of rbac.authorization.k8s.io in all"
                            + " namespaces, as the administrator may",
                    failure);
        }
    }
}
