package dev.kubeuser.rbac;

import io.kubernetes.client.openapi.models.V1AggregationRule;
import io.kubernetes.client.openapi.models.V1LabelSelector;
import io.kubernetes.client.util.labels.LabelSelector;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Computes the rules of ClusterRoles with an {@code aggregationRule} as the cluster's controller does. It overwrites
 * them with the rules of the selected roles, unless these have none, until nothing changes. Unlike the controller, it
 * does not merge equal rules. Each rule keeps the id of the role it was written in, so that a grant names its file and
 * line.
 *
 * <p>Roles may select each other in a circle. Which of their own rules they keep depends on timing, in a cluster too.
 */
final class AggregatedRoles {

    private final Map<RoleReference, RbacRole> written;
    private final Map<RoleReference, List<RoleReference>> members = new LinkedHashMap<>();

    AggregatedRoles(Map<RoleReference, RbacRole> written, Map<RoleReference, V1AggregationRule> aggregations) {
        this.written = written;
        aggregations.forEach((id, aggregation) -> members.put(id, selectedBy(aggregation, id)));
    }

    private List<RoleReference> selectedBy(V1AggregationRule aggregation, RoleReference self) {
        List<V1LabelSelector> selectors = aggregation.getClusterRoleSelectors();
        List<LabelSelector> parsed = selectors == null
                ? List.of()
                : selectors.stream().map(LabelSelector::parse).toList();
        return written.values().stream()
                .filter(role -> role.id().isClusterWide() && !role.id().equals(self))
                .filter(role -> parsed.stream().anyMatch(selector -> selector.test(role.labels())))
                .map(RbacRole::id)
                .toList();
    }

    Map<RoleReference, RbacRole> resolve(RbacPolicyBuilder.Aggregation aggregation) {
        Map<RoleReference, RbacRole> roles = new LinkedHashMap<>(written);
        boolean changed = true;
        for (int longestChain = members.size(); changed && longestChain > 0; longestChain--) {
            changed = aggregateOnce(roles);
        }
        if (aggregation == RbacPolicyBuilder.Aggregation.WRITTEN) {
            members.keySet().forEach(id -> roles.computeIfPresent(id, (unused, computed) -> located(computed)));
        }
        return roles;
    }

    private boolean aggregateOnce(Map<RoleReference, RbacRole> roles) {
        boolean changed = false;
        for (Map.Entry<RoleReference, List<RoleReference>> aggregated : members.entrySet()) {
            RbacRole before = existing(aggregated.getKey(), roles);
            Set<RbacRule> rules = new LinkedHashSet<>();
            aggregated
                    .getValue()
                    .forEach(member -> rules.addAll(existing(member, roles).rules()));
            if (!rules.isEmpty() && !rules.equals(Set.copyOf(before.rules()))) {
                roles.put(before.id(), before.withRules(List.copyOf(rules)));
                changed = true;
            }
        }
        return changed;
    }

    private static RbacRole existing(RoleReference id, Map<RoleReference, RbacRole> roles) {
        return Objects.requireNonNull(roles.get(id));
    }

    /** Replaces each written rule by the equal ones of the selected roles, which know their origin. */
    private RbacRole located(RbacRole computed) {
        List<RbacRule> located = new ArrayList<>();
        RbacRole asWritten = existing(computed.id(), written);
        for (RbacRule rule : asWritten.rules()) {
            List<RbacRule> same =
                    computed.rules().stream().filter(rule::saysTheSameAs).toList();
            located.addAll(same.isEmpty() ? List.of(rule) : same);
        }
        return asWritten.withRules(located);
    }
}
