package dev.kubeuser.policy;

import io.kubernetes.client.openapi.models.V1AggregationRule;
import io.kubernetes.client.openapi.models.V1LabelSelector;
import io.kubernetes.client.util.labels.LabelSelector;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Gives ClusterRoles with an {@code aggregationRule} their rules. They are the rules objects of the roles that were
 * selected, so that a grant tells where its rule was written; a rule that several roles have counts once for each.
 */
final class AggregatedRoles {

    private final Map<ObjectId, RbacRole> roles;
    private final Map<ObjectId, V1AggregationRule> aggregations;

    AggregatedRoles(Map<ObjectId, RbacRole> roles, Map<ObjectId, V1AggregationRule> aggregations) {
        this.roles = roles;
        this.aggregations = aggregations;
    }

    RbacRole resolve(RbacRole role, Aggregation aggregation) {
        if (!aggregations.containsKey(role.id())) {
            return role;
        }
        List<RbacRule> selected = rules(role, new HashSet<>());
        return role.withRules(aggregation == Aggregation.COMPUTED ? selected : located(role.rules(), selected));
    }

    /** A role that selects itself, directly or through others, adds nothing to itself. */
    private List<RbacRule> rules(RbacRole role, Set<ObjectId> visited) {
        V1AggregationRule aggregation = aggregations.get(role.id());
        if (!visited.add(role.id())) {
            return List.of();
        }
        if (aggregation == null) {
            return role.rules();
        }
        List<RbacRule> found = new ArrayList<>();
        for (RbacRole member : selectedBy(aggregation)) {
            found.addAll(rules(member, visited));
        }
        return found.isEmpty() ? role.rules() : found;
    }

    private List<RbacRole> selectedBy(V1AggregationRule aggregation) {
        List<V1LabelSelector> selectors = aggregation.getClusterRoleSelectors();
        List<LabelSelector> parsed = selectors == null
                ? List.of()
                : selectors.stream().map(LabelSelector::parse).toList();
        return roles.values().stream()
                .filter(role -> role.id().isClusterWide())
                .filter(role -> parsed.stream().anyMatch(selector -> selector.test(role.labels())))
                .toList();
    }

    /** The written rules, each replaced by those it was copied from, if they are known. */
    private static List<RbacRule> located(List<RbacRule> written, List<RbacRule> selected) {
        List<RbacRule> located = new ArrayList<>();
        for (RbacRule rule : written) {
            List<RbacRule> same = selected.stream().filter(rule::saysTheSameAs).toList();
            located.addAll(same.isEmpty() ? List.of(rule) : same);
        }
        return located;
    }
}
