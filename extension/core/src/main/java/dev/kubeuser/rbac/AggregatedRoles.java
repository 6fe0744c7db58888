package dev.kubeuser.rbac;

import io.kubernetes.client.openapi.models.V1AggregationRule;
import io.kubernetes.client.openapi.models.V1LabelSelector;
import io.kubernetes.client.util.labels.LabelSelector;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

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
    private final Map<RoleReference, V1AggregationRule> aggregations;
    private final Map<RoleReference, List<LabelSelector>> selectors = new LinkedHashMap<>();
    private final Map<RoleReference, List<RoleReference>> members = new LinkedHashMap<>();
    private @Nullable AggregationOrder order;

    AggregatedRoles(Map<RoleReference, RbacRole> written, Map<RoleReference, V1AggregationRule> aggregations) {
        this.written = new LinkedHashMap<>(written);
        this.aggregations = new LinkedHashMap<>(aggregations);
        aggregations.forEach((id, aggregation) -> {
            selectors.put(id, parsed(aggregation));
            members.put(id, new ArrayList<>());
        });
        findMembers();
    }

    private static List<LabelSelector> parsed(V1AggregationRule aggregation) {
        return selectors(aggregation).stream().map(LabelSelector::parse).toList();
    }

    private static List<V1LabelSelector> selectors(V1AggregationRule aggregation) {
        List<V1LabelSelector> written = aggregation.getClusterRoleSelectors();
        return written == null ? List.of() : written;
    }

    /** Tests a role only against the aggregates that may select it: a policy may have thousands of both. */
    private void findMembers() {
        Map<Map.Entry<String, String>, Set<RoleReference>> byLabel = new HashMap<>();
        Set<RoleReference> byOthers = new LinkedHashSet<>();
        aggregations.forEach((id, aggregation) -> {
            for (V1LabelSelector selector : selectors(aggregation)) {
                Map<String, String> labels = selector.getMatchLabels();
                Set<RoleReference> aggregates = labels == null || labels.isEmpty()
                        ? byOthers
                        : byLabel.computeIfAbsent(labels.entrySet().iterator().next(), unused -> new LinkedHashSet<>());
                aggregates.add(id);
            }
        });
        for (RbacRole role : written.values()) {
            Set<RoleReference> aggregates = new LinkedHashSet<>(byOthers);
            role.labels().entrySet().forEach(label -> aggregates.addAll(byLabel.getOrDefault(label, Set.of())));
            aggregates.stream()
                    .filter(aggregate -> isSelected(aggregate, role))
                    .forEach(aggregate ->
                            Objects.requireNonNull(members.get(aggregate)).add(role.id()));
        }
    }

    private boolean isSelected(RoleReference aggregate, @Nullable RbacRole role) {
        return role != null
                && role.id().isClusterWide()
                && !role.id().equals(aggregate)
                && Objects.requireNonNull(selectors.get(aggregate)).stream()
                        .anyMatch(selector -> selector.test(role.labels()));
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

    /**
     * The roles that are not as they were resolved once others are written over these. Resolves those again that
     * aggregate a changed role; all if others are selected than before, or if roles select each other in a circle.
     */
    Collection<RbacRole> changedBy(
            Map<RoleReference, RbacRole> others,
            Map<RoleReference, V1AggregationRule> otherAggregations,
            Map<RoleReference, RbacRole> resolved) {
        AggregationOrder known = order();
        Collection<RbacRole> roles = known.isCircular() || isSelectionChanged(others, otherAggregations)
                ? with(others, otherAggregations)
                        .resolve(RbacPolicyBuilder.Aggregation.COMPUTED)
                        .values()
                : resolvedAgain(others, resolved, known);
        return roles.stream()
                .filter(role -> !role.equals(resolved.get(role.id())))
                .toList();
    }

    private boolean isSelectionChanged(
            Map<RoleReference, RbacRole> others, Map<RoleReference, V1AggregationRule> otherAggregations) {
        return others.values().stream()
                .anyMatch(role -> !Objects.equals(aggregations.get(role.id()), otherAggregations.get(role.id()))
                        || isSelectedByOthers(written.get(role.id()), role));
    }

    private boolean isSelectedByOthers(@Nullable RbacRole before, RbacRole after) {
        return (before == null || !before.labels().equals(after.labels()))
                && selectors.keySet().stream()
                        .anyMatch(aggregate -> isSelected(aggregate, before) != isSelected(aggregate, after));
    }

    private AggregatedRoles with(
            Map<RoleReference, RbacRole> others, Map<RoleReference, V1AggregationRule> otherAggregations) {
        Map<RoleReference, RbacRole> roles = new LinkedHashMap<>(written);
        roles.putAll(others);
        Map<RoleReference, V1AggregationRule> rules = new LinkedHashMap<>(aggregations);
        rules.keySet().removeAll(others.keySet());
        rules.putAll(otherAggregations);
        return new AggregatedRoles(roles, rules);
    }

    private Collection<RbacRole> resolvedAgain(
            Map<RoleReference, RbacRole> others, Map<RoleReference, RbacRole> resolved, AggregationOrder known) {
        Map<RoleReference, RbacRole> roles = new LinkedHashMap<>(others);
        for (RoleReference aggregate : known.aggregating(others.keySet())) {
            RbacRole own = others.getOrDefault(aggregate, existing(aggregate, written));
            List<RbacRule> rules = rules(
                    Objects.requireNonNull(members.get(aggregate)),
                    member -> roles.getOrDefault(member, existing(member, resolved)));
            roles.put(aggregate, rules.isEmpty() ? own : own.withRules(rules));
        }
        return roles.values();
    }

    /** Made when it is first asked for: most policies are not changed. */
    private synchronized AggregationOrder order() {
        AggregationOrder known = order;
        if (known == null) {
            known = new AggregationOrder(members);
            order = known;
        }
        return known;
    }

    private boolean aggregateOnce(Map<RoleReference, RbacRole> roles) {
        boolean changed = false;
        for (Map.Entry<RoleReference, List<RoleReference>> aggregated : members.entrySet()) {
            RbacRole before = existing(aggregated.getKey(), roles);
            List<RbacRule> rules = rules(aggregated.getValue(), member -> existing(member, roles));
            if (!rules.isEmpty() && !rules.equals(before.rules())) {
                roles.put(before.id(), before.withRules(rules));
                changed = true;
            }
        }
        return changed;
    }

    private static List<RbacRule> rules(List<RoleReference> members, Function<RoleReference, RbacRole> roles) {
        return members.stream()
                .flatMap(member -> roles.apply(member).rules().stream())
                .distinct()
                .toList();
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
