package dev.kubeuser.question.internal;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.kubeuser.cluster.internal.ApiRequests;
import dev.kubeuser.cluster.internal.K3sObjects;
import dev.kubeuser.question.AccessReviewException;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import okhttp3.Request;

/** The roles and bindings of a cluster, listed kind by kind. */
public final class ListedPolicy {

    private static final String GROUP_VERSION = "apis/rbac.authorization.k8s.io/v1";

    private ListedPolicy() {}

    /** Lists the objects of a resource. */
    private interface Listing {
        JsonObject of(String resource) throws ApiException;
    }

    /**
     * {@return the roles and bindings of a cluster, for example to see what manifests would change there; without those
     * that k3s makes for its own users some seconds after it is ready}
     *
     * @param requests of a user who may list the four kinds of RBAC in all namespaces, as the administrator may
     * @throws AccessReviewException if they cannot be listed
     */
    public static List<JsonObject> objects(ApiRequests requests) {
        return K3sObjects.without(all(requests));
    }

    /** The same by an official client, with its own headers and credential. */
    public static List<JsonObject> objects(ApiClient client) {
        return K3sObjects.without(all(resource -> ApiRequests.of(client).read(request(client, resource))));
    }

    /**
     * {@return all roles and bindings of a cluster}
     *
     * @param requests of a user who may list the four kinds of RBAC in all namespaces, as the administrator may
     * @throws AccessReviewException if they cannot be listed
     */
    public static List<JsonObject> all(ApiRequests requests) {
        return all(resource -> requests.get(requests.url(GROUP_VERSION, resource)));
    }

    private static Request request(ApiClient client, String resource) throws ApiException {
        return client.buildRequest(
                null,
                "/" + GROUP_VERSION + "/" + resource,
                "GET",
                List.of(),
                List.of(),
                null,
                new HashMap<>(Map.of("Accept", "application/json")),
                new HashMap<>(),
                new HashMap<>(),
                new String[] {"BearerToken"},
                null);
    }

    private static List<JsonObject> all(Listing listing) {
        return Stream.of("ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding")
                .flatMap(kind -> list(kind, listing))
                .toList();
    }

    private static Stream<JsonObject> list(String kind, Listing listing) {
        String resource = kind.toLowerCase(Locale.ROOT) + "s";
        try {
            if (!(listing.of(resource).get("items") instanceof JsonArray items)) {
                throw new ApiException("the answer is not a list");
            }
            return items.asList().stream().map(item -> ofKind(kind, item.getAsJsonObject()));
        } catch (ApiException failure) {
            throw new AccessReviewException(
                    "Listing all " + resource + " to read the cluster's RBAC policy failed: "
                            + ApiRequests.describe(failure)
                            + ". Use a client that may list the four kinds of rbac.authorization.k8s.io in all"
                            + " namespaces, as the administrator may",
                    failure);
        }
    }

    /** The items of a list have no kind of their own. */
    private static JsonObject ofKind(String kind, JsonObject item) {
        item.addProperty("kind", kind);
        return item;
    }
}
