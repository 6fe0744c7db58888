package dev.kubeuser.apply;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.base.internal.Deadline;
import dev.kubeuser.manifest.ManifestException;
import dev.kubeuser.manifest.ManifestObject;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.RbacAuthorizationV1Api;
import io.kubernetes.client.openapi.models.V1ClusterRole;
import io.kubernetes.client.openapi.models.V1LabelSelector;
import io.kubernetes.client.openapi.models.V1ManagedFieldsEntry;
import io.kubernetes.client.openapi.models.V1PolicyRule;
import io.kubernetes.client.util.labels.LabelSelector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Waits until aggregating ClusterRoles have their rules, which a controller writes. Only looks at roles that have
 * changed or that select what has changed; other roles are none of our business.
 *
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/rbac/#aggregated-clusterroles">Aggregated
 *     ClusterRoles</a>
 */
final class RoleAggregation {

    private static final String CONTROLLER = "clusterrole-aggregation-controller";

    private final RbacAuthorizationV1Api rbac;
    private final Set<String> changed;
    private final List<Map<String, String>> changedLabels;

    RoleAggregation(KubeAccess access, List<Target> changed) {
        this.rbac = new RbacAuthorizationV1Api(access.apiClient());
        List<Target> roles =
                changed.stream().filter(target -> concerns(target.object())).toList();
        this.changed = roles.stream().map(target -> target.object().name()).collect(Collectors.toSet());
        this.changedLabels = roles.stream().map(RoleAggregation::labels).toList();
    }

    private static Map<String, String> labels(Target role) {
        Map<String, String> labels = new HashMap<>();
        if (role.content().getAsJsonObject("metadata").get("labels") instanceof JsonObject written) {
            written.asMap().forEach((key, value) -> labels.put(key, value.getAsString()));
        }
        return labels;
    }

    /** Whether an object may aggregate, or be aggregated because of its labels. */
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
        return concerned(roles)
                .filter(role -> !isComplete(role, selectedRules(role, roles)))
                .map(RoleAggregation::name)
                .findFirst()
                .orElse(null);
    }

    /** What has changed may be gone. What aggregates it may itself be aggregated, as edit has the rules of view. */
    private Stream<V1ClusterRole> concerned(List<V1ClusterRole> roles) {
        Map<String, V1ClusterRole> concerned = new LinkedHashMap<>();
        List<Map<String, String>> labels = new ArrayList<>(changedLabels);
        int before = -1;
        while (concerned.size() > before) {
            before = concerned.size();
            for (V1ClusterRole role : roles) {
                boolean isConcerned = role.getAggregationRule() != null
                        && (changed.contains(name(role)) || labels.stream().anyMatch(some -> selects(role, some)));
                if (isConcerned && concerned.putIfAbsent(name(role), role) == null) {
                    labels.add(labels(role));
                }
            }
        }
        return concerned.values().stream();
    }

    /** The controller empties roles that select nothing, except for rules that someone else has written there. */
    private static boolean isComplete(V1ClusterRole role, Set<V1PolicyRule> selected) {
        return rules(role).equals(selected) || (selected.isEmpty() && !isWrittenByController(role));
    }

    private static boolean isWrittenByController(V1ClusterRole role) {
        List<V1ManagedFieldsEntry> managers = role.getMetadata().getManagedFields();
        return managers != null
                && managers.stream()
                        .anyMatch(entry -> CONTROLLER.equals(entry.getManager())
                                && String.valueOf(entry.getFieldsV1()).contains("f:rules"));
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
                .filter(role -> selects(aggregating, labels(role)))
                .forEach(role -> rules.addAll(rules(role)));
        return rules;
    }

    private static boolean selects(V1ClusterRole aggregating, Map<String, String> labels) {
        List<V1LabelSelector> selectors =
                Objects.requireNonNull(aggregating.getAggregationRule()).getClusterRoleSelectors();
        return selectors != null
                && selectors.stream()
                        .anyMatch(selector -> LabelSelector.parse(selector).test(labels));
    }

    private static Map<String, String> labels(V1ClusterRole role) {
        return Objects.requireNonNullElse(role.getMetadata().getLabels(), Map.of());
    }

    private static String name(V1ClusterRole role) {
        return Objects.requireNonNull(role.getMetadata().getName());
    }
}
