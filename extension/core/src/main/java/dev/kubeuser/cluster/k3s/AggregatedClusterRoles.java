package dev.kubeuser.cluster.k3s;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.kubeuser.cluster.internal.ApiRequests;
import io.kubernetes.client.openapi.ApiException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The ClusterRoles of a cluster, of which some aggregate others: {@code admin}, {@code edit} and {@code view} are empty until
 * their controller runs, and the sum of what they aggregate only when it has come to rest.
 *
 * @param roles all of them
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/rbac/#aggregated-clusterroles">Aggregated
 *     ClusterRoles</a>
 */
record AggregatedClusterRoles(List<JsonObject> roles) {

    static AggregatedClusterRoles read(ApiRequests admin) throws ApiException {
        JsonObject list = admin.get(admin.url("apis/rbac.authorization.k8s.io/v1/clusterroles"));
        return new AggregatedClusterRoles(objects(list.getAsJsonArray("items")).toList());
    }

    /** Whether each has the rules of those that it aggregates. */
    boolean areComplete() {
        return roles.stream()
                .allMatch(role -> aggregatedBy(role)
                        .allMatch(other ->
                                rules(role).asList().containsAll(rules(other).asList())));
    }

    private Stream<JsonObject> aggregatedBy(JsonObject role) {
        JsonElement aggregation = role.get("aggregationRule");
        if (aggregation == null) {
            return Stream.empty();
        }
        JsonArray selectors = aggregation.getAsJsonObject().getAsJsonArray("clusterRoleSelectors");
        return objects(selectors)
                .map(selector -> selector.getAsJsonObject("matchLabels"))
                .filter(Objects::nonNull)
                .flatMap(labels -> roles.stream()
                        .filter(other -> !other.equals(role) && labels(other).containsAll(labels.entrySet())));
    }

    private static Set<Map.Entry<String, JsonElement>> labels(JsonObject role) {
        JsonElement labels = role.getAsJsonObject("metadata").get("labels");
        return labels == null ? Set.of() : labels.getAsJsonObject().entrySet();
    }

    private static JsonArray rules(JsonObject role) {
        return role.get("rules") instanceof JsonArray rules ? rules : new JsonArray();
    }

    private static Stream<JsonObject> objects(JsonArray array) {
        return StreamSupport.stream(array.spliterator(), false).map(JsonElement::getAsJsonObject);
    }
}
