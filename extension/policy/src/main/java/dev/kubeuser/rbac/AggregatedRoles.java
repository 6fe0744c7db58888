// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac;

import dev.kubeuser.base.internal.LabelSelector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
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

    /** By aggregated role, which others it selects. */
    private final Map<RoleReference, List<LabelSelector>> selectors;

    private final Map<RoleReference, List<RoleReference>> members = new LinkedHashMap<>();

    /** By role the aggregated ones that select it. */
    private final Map<RoleReference, List<RoleReference>> selecting = new HashMap<>();

    AggregatedRoles(Map<RoleReference, RbacRole> written, Map<RoleReference, List<LabelSelector>> selectors) {
        this.written = new LinkedHashMap<>(written);
        this.selectors = new LinkedHashMap<>(selectors);
        selectors.keySet().forEach(id -> members.put(id, new ArrayList<>()));
        findMembers();
    }

    /** Tests a role only against the aggregates that may select it: a policy may have thousands of both. */
    private void findMembers() {
        Map<Map.Entry<String, String>, Set<RoleReference>> byLabel = new HashMap<>();
        Set<RoleReference> byOthers = new LinkedHashSet<>();
        selectors.forEach((id, all) -> {
            for (LabelSelector selector : all) {
                Map<String, String> labels = selector.matchLabels();
                Set<RoleReference> aggregates = labels.isEmpty()
                        ? byOthers
                        : byLabel.computeIfAbsent(labels.entrySet().iterator().next(), unused -> new LinkedHashSet<>());
                aggregates.add(id);
            }
        });
        for (RbacRole role : written.values()) {
            Set<RoleReference> aggregates = new LinkedHashSet<>(byOthers);
            role.labels().entrySet().forEach(label -> aggregates.addAll(byLabel.getOrDefault(label, Set.of())));
            aggregates.stream().filter(aggregate -> isSelected(aggregate, role)).forEach(aggregate -> {
                Objects.requireNonNull(members.get(aggregate)).add(role.id());
                selecting
                        .computeIfAbsent(role.id(), unused -> new ArrayList<>(1))
                        .add(aggregate);
            });
        }
    }

    private boolean isSelected(RoleReference aggregate, @Nullable RbacRole role) {
        return role != null
                && role.id().isClusterWide()
                && !role.id().equals(aggregate)
                && Objects.requireNonNull(selectors.get(aggregate)).stream()
                        .anyMatch(selector -> selector.selects(role.labels()));
    }

    Map<RoleReference, RbacRole> resolve(RbacPolicyBuilder.Aggregation aggregation) {
        Map<RoleReference, RbacRole> roles = new LinkedHashMap<>(written);
        aggregate(members.keySet(), roles);
        if (aggregation == RbacPolicyBuilder.Aggregation.WRITTEN) {
            members.keySet().forEach(id -> roles.computeIfPresent(id, (unused, computed) -> located(computed)));
        }
        return roles;
    }

    /**
     * The roles that are not as they were resolved once others are written over these. Resolves all again if others are
     * selected than before, and else those that the others concern.
     */
    Collection<RbacRole> changedBy(
            Map<RoleReference, RbacRole> others,
            Map<RoleReference, List<LabelSelector>> otherSelectors,
            Map<RoleReference, RbacRole> resolved) {
        Map<RoleReference, RbacRole> roles = new LinkedHashMap<>(others);
        if (isSelectionChanged(others, otherSelectors)) {
            roles.putAll(with(others, otherSelectors).resolve(RbacPolicyBuilder.Aggregation.COMPUTED));
        } else {
            List<RoleReference> concerned = concernedBy(others.keySet());
            concerned.forEach(id -> roles.putIfAbsent(id, existing(id, written)));
            aggregate(concerned, roles);
        }
        return roles.values().stream()
                .filter(role -> !role.equals(resolved.get(role.id())))
                .toList();
    }

    private boolean isSelectionChanged(
            Map<RoleReference, RbacRole> others, Map<RoleReference, List<LabelSelector>> otherSelectors) {
        return others.values().stream()
                .anyMatch(role -> !Objects.equals(selectors.get(role.id()), otherSelectors.get(role.id()))
                        || isSelectedByOthers(written.get(role.id()), role));
    }

    private boolean isSelectedByOthers(@Nullable RbacRole before, RbacRole after) {
        return (before == null || !before.labels().equals(after.labels()))
                && selectors.keySet().stream()
                        .anyMatch(aggregate -> isSelected(aggregate, before) != isSelected(aggregate, after));
    }

    private AggregatedRoles with(
            Map<RoleReference, RbacRole> others, Map<RoleReference, List<LabelSelector>> otherSelectors) {
        Map<RoleReference, RbacRole> roles = new LinkedHashMap<>(written);
        roles.putAll(others);
        // One that is replaced keeps its place: in a circle the order decides.
        Map<RoleReference, List<LabelSelector>> all = new LinkedHashMap<>(selectors);
        all.keySet().removeIf(id -> others.containsKey(id) && !otherSelectors.containsKey(id));
        all.putAll(otherSelectors);
        return new AggregatedRoles(roles, all);
    }

    /**
     * The aggregated roles that aggregate some roles, also by others, and all that these aggregate: on their own they
     * get the rules that they get among all.
     */
    private List<RoleReference> concernedBy(Collection<RoleReference> changed) {
        Set<RoleReference> found = new HashSet<>();
        Deque<RoleReference> open = new ArrayDeque<>(changed);
        while (!open.isEmpty()) {
            RoleReference role = open.remove();
            if (found.add(role)) {
                open.addAll(selecting.getOrDefault(role, List.of()));
            }
        }
        open.addAll(found);
        while (!open.isEmpty()) {
            for (RoleReference member : members.getOrDefault(open.remove(), List.of())) {
                if (members.containsKey(member) && found.add(member)) {
                    open.add(member);
                }
            }
        }
        return members.keySet().stream().filter(found::contains).toList();
    }

    /** Gives aggregated roles their rules, until nothing changes. What the map lacks is as it is written. */
    private void aggregate(Collection<RoleReference> aggregates, Map<RoleReference, RbacRole> roles) {
        boolean changed = true;
        for (int longestChain = members.size(); changed && longestChain > 0; longestChain--) {
            changed = aggregateOnce(aggregates, roles);
        }
    }

    private boolean aggregateOnce(Collection<RoleReference> aggregates, Map<RoleReference, RbacRole> roles) {
        boolean changed = false;
        for (RoleReference aggregate : aggregates) {
            RbacRole before = existing(aggregate, roles);
            List<RbacRule> rules =
                    rules(Objects.requireNonNull(members.get(aggregate)), member -> existing(member, roles));
            if (!rules.isEmpty() && !rules.equals(before.rules())) {
                roles.put(aggregate, before.withRules(rules));
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

    private RbacRole existing(RoleReference id, Map<RoleReference, RbacRole> roles) {
        RbacRole role = roles.get(id);
        return role == null ? Objects.requireNonNull(written.get(id)) : role;
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
