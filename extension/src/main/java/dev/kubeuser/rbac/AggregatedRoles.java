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
 * Gives ClusterRoles with an {@code aggregationRule} their rules, as the controller of a cluster does: it writes the rules
 * of the roles that are selected over those that were there, unless there are none, again and again until nothing
 * changes. Here they stay the rules of the roles they come from, so that a grant tells where its rule was written; what
 * several roles say alike counts once for each.
 *
 * <p>What roles that select each other in a circle keep of rules of their own depends on chance in a cluster too.
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

    Map<RoleReference, RbacRole> resolve(Aggregation aggregation) {
        Map<RoleReference, RbacRole> roles = new LinkedHashMap<>(written);
        boolean changed = true;
        for (int longestChain = members.size(); changed && longestChain > 0; longestChain--) {
            changed = aggregateOnce(roles);
        }
        if (aggregation == Aggregation.WRITTEN) {
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

    /** The rules as written, each replaced by those that say the same and were computed. */
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
