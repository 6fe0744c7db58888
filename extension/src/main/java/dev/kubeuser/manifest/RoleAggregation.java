package dev.kubeuser.manifest;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.kubeuser.access.KubeAccess;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.RbacAuthorizationV1Api;
import io.kubernetes.client.openapi.models.V1AggregationRule;
import io.kubernetes.client.openapi.models.V1ClusterRole;
import io.kubernetes.client.openapi.models.V1LabelSelector;
import io.kubernetes.client.openapi.models.V1PolicyRule;
import io.kubernetes.client.util.labels.LabelSelector;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Waits until each ClusterRole that aggregates others has their rules: a controller writes them there.
 *
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/rbac/#aggregated-clusterroles">Aggregated
 *     ClusterRoles</a>
 */
final class RoleAggregation {

    private final RbacAuthorizationV1Api rbac;

    RoleAggregation(KubeAccess access) {
        this.rbac = new RbacAuthorizationV1Api(access.apiClient());
    }

    /** Whether an object may aggregate, or be aggregated by its labels. */
    static boolean concerns(ManifestObject object) {
        JsonObject json = object.json();
        JsonElement labels = json.getAsJsonObject("metadata").get("labels");
        return object.kind().equals("ClusterRole")
                && (json.has("aggregationRule") || (labels instanceof JsonObject some && !some.isEmpty()));
    }

    void await(Deadline deadline) {
        if (!deadline.await(() -> incomplete() == null)) {
            throw new ManifestException("The ClusterRole " + incomplete() + " did not get the rules that it aggregates "
                    + deadline + " (kubeuser.policy-timeout). Does the ClusterRole aggregation controller run?");
        }
    }

    /** The name of a role whose rules are not those of the roles that it selects. */
    private @Nullable String incomplete() {
        List<V1ClusterRole> roles = roles();
        return roles.stream()
                .filter(role -> role.getAggregationRule() != null)
                .filter(role -> !rules(role).equals(selectedRules(role, roles)))
                .map(RoleAggregation::name)
                .findFirst()
                .orElse(null);
    }

    private List<V1ClusterRole> roles() {
        try {
            return rbac.listClusterRole().execute().getItems();
        } catch (ApiException refusal) {
            throw new ManifestException(
                    "The ClusterRoles could not be listed: " + refusal.getCode() + " " + refusal.getMessage(), refusal);
        }
    }

    private static Set<V1PolicyRule> rules(V1ClusterRole role) {
        List<V1PolicyRule> rules = role.getRules();
        return rules == null ? Set.of() : new HashSet<>(rules);
    }

    private static Set<V1PolicyRule> selectedRules(V1ClusterRole aggregating, List<V1ClusterRole> roles) {
        Set<V1PolicyRule> rules = new HashSet<>();
        roles.stream()
                .filter(role -> !name(role).equals(name(aggregating)))
                .filter(role -> selects(aggregating.getAggregationRule(), role))
                .forEach(role -> rules.addAll(rules(role)));
        return rules;
    }

    private static boolean selects(V1AggregationRule aggregation, V1ClusterRole role) {
        List<V1LabelSelector> selectors = aggregation.getClusterRoleSelectors();
        Map<String, String> labels = role.getMetadata().getLabels();
        return selectors != null
                && selectors.stream()
                        .anyMatch(selector -> LabelSelector.parse(selector).test(labels == null ? Map.of() : labels));
    }

    private static String name(V1ClusterRole role) {
        return Objects.requireNonNull(role.getMetadata().getName());
    }
}
