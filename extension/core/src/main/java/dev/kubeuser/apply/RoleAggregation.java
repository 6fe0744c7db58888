// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.apply;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.base.internal.Deadline;
import dev.kubeuser.base.internal.Json;
import dev.kubeuser.base.internal.LabelSelector;
import dev.kubeuser.manifest.ManifestException;
import dev.kubeuser.manifest.ManifestObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Waits until aggregating ClusterRoles have their rules, which a controller writes. Only looks at roles that have
 * changed or that select what has changed; other roles are none of our business. All roles are listed for each look, so
 * they stay JSON: reading them into the types of the official client takes longer than listing them.
 *
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/rbac/#aggregated-clusterroles">Aggregated
 *     ClusterRoles</a>
 */
final class RoleAggregation {

    private static final String CONTROLLER = "clusterrole-aggregation-controller";

    private static final String RULE = "aggregationRule";
    private static final String ROLES = "/apis/rbac.authorization.k8s.io/v1/clusterroles";

    private final KubeAccess access;
    private final Set<String> changed;
    private final List<Map<String, String>> changedLabels;

    /**
     * A ClusterRole as it is listed.
     *
     * @param rules what it grants now
     * @param selectors of the roles whose rules it aggregates; empty for a role that aggregates none
     */
    record Listed(
            String name,
            Map<String, String> labels,
            Set<JsonElement> rules,
            boolean isAggregating,
            List<LabelSelector> selectors,
            boolean isWrittenByController) {

        static Listed of(JsonObject role) {
            JsonObject metadata = role.getAsJsonObject("metadata");
            JsonElement aggregation = role.get(RULE);
            return new Listed(
                    metadata.get("name").getAsString(),
                    LabelSelector.labelsOf(role),
                    new HashSet<>(Json.list(role, "rules")),
                    aggregation instanceof JsonObject,
                    Json.list(aggregation, "clusterRoleSelectors").stream()
                            .map(LabelSelector::of)
                            .toList(),
                    Json.list(metadata, "managedFields").stream().anyMatch(Listed::isRulesOfController));
        }

        private static boolean isRulesOfController(JsonElement entry) {
            return Json.text(entry, "manager").equals(CONTROLLER)
                    && Json.object(entry, "fieldsV1").has("f:rules");
        }

        boolean aggregates(Listed other) {
            return !name.equals(other.name) && selects(other.labels);
        }

        boolean selects(Map<String, String> others) {
            return selectors.stream().anyMatch(selector -> selector.selects(others));
        }

        /** The controller empties roles that select nothing, but keeps rules that others have written there. */
        boolean isComplete(Set<JsonElement> selected) {
            return rules.equals(selected) || (selected.isEmpty() && !isWrittenByController);
        }
    }

    RoleAggregation(KubeAccess access, List<Target> changed) {
        this.access = access;
        List<Target> roles =
                changed.stream().filter(target -> concerns(target.object())).toList();
        this.changed = roles.stream().map(target -> target.object().name()).collect(Collectors.toSet());
        this.changedLabels = roles.stream()
                .map(Target::content)
                .map(LabelSelector::labelsOf)
                .distinct()
                .toList();
    }

    /** Whether an object may aggregate, or be aggregated because of its labels. */
    static boolean concerns(ManifestObject object) {
        JsonObject json = object.json();
        return object.kind().equals("ClusterRole")
                && (json.has(RULE) || !LabelSelector.labelsOf(json).isEmpty());
    }

    /** Whether nobody but the controller has written to a role: then it created the role. */
    static boolean isOfController(JsonObject role) {
        return !role.has(RULE)
                && LabelSelector.labelsOf(role).isEmpty()
                && Json.list(role.get("metadata"), "managedFields").stream()
                        .allMatch(entry -> Json.text(entry, "manager").equals(CONTROLLER));
    }

    void await(Deadline deadline) {
        deadline.poll(this::incomplete, Optional::isEmpty).ifPresent(role -> {
            throw new ManifestException(
                    "The ClusterRole " + role + " did not get the rules that it aggregates " + deadline
                            + " (kubeuser.policy-timeout). Does the ClusterRole aggregation controller run?",
                    deadline.exceeded());
        });
    }

    /** The name of a role whose rules are not those of the roles that it selects. */
    private Optional<String> incomplete() {
        List<Listed> roles = roles();
        return concerned(roles)
                .filter(role -> !role.isComplete(selectedRules(role, roles)))
                .map(Listed::name)
                .findFirst();
    }

    /** What has changed may be gone. What aggregates it may itself be aggregated, as edit has the rules of view. */
    private Stream<Listed> concerned(List<Listed> roles) {
        Map<String, Listed> concerned = new LinkedHashMap<>();
        List<Map<String, String>> labels = new ArrayList<>(changedLabels);
        int before = -1;
        while (concerned.size() > before) {
            before = concerned.size();
            for (Listed role : roles) {
                boolean isConcerned = role.isAggregating()
                        && (changed.contains(role.name()) || labels.stream().anyMatch(role::selects));
                if (isConcerned && concerned.putIfAbsent(role.name(), role) == null) {
                    labels.add(role.labels());
                }
            }
        }
        return concerned.values().stream();
    }

    private List<Listed> roles() {
        KubeResponse response = access.get(ROLES);
        if (response.code() != ObjectRequests.OK) {
            throw new ManifestException("The ClusterRoles could not be listed: " + response);
        }
        return Json.list(ObjectRequests.body(response), "items").stream()
                .map(role -> Listed.of(role.getAsJsonObject()))
                .toList();
    }

    private static Set<JsonElement> selectedRules(Listed aggregating, List<Listed> roles) {
        Set<JsonElement> rules = new HashSet<>();
        roles.stream().filter(aggregating::aggregates).forEach(role -> rules.addAll(role.rules()));
        return rules;
    }
}
