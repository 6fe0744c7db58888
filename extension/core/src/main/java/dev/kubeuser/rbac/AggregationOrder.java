package dev.kubeuser.rbac;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The order in which aggregated ClusterRoles get their rules: each after those that it aggregates. */
final class AggregationOrder {

    private final Map<RoleReference, List<RoleReference>> aggregates = new HashMap<>();
    private final Map<RoleReference, Integer> places = new HashMap<>();
    private final boolean isCircular;

    /** The map has the members of each aggregated role. */
    AggregationOrder(Map<RoleReference, List<RoleReference>> members) {
        Map<RoleReference, Integer> open = new HashMap<>();
        Deque<RoleReference> next = new ArrayDeque<>();
        members.forEach((aggregate, selected) -> {
            selected.forEach(member -> aggregates
                    .computeIfAbsent(member, unused -> new ArrayList<>())
                    .add(aggregate));
            int before = Math.toIntExact(
                    selected.stream().filter(members::containsKey).count());
            open.put(aggregate, before);
            if (before == 0) {
                next.add(aggregate);
            }
        });
        while (!next.isEmpty()) {
            RoleReference placed = next.remove();
            places.put(placed, places.size());
            for (RoleReference aggregate : aggregates.getOrDefault(placed, List.of())) {
                if (open.merge(aggregate, -1, Integer::sum) == 0) {
                    next.add(aggregate);
                }
            }
        }
        this.isCircular = places.size() < members.size();
    }

    /** Whether some roles aggregate each other, so that they have no order. */
    boolean isCircular() {
        return isCircular;
    }

    /** Those among these roles that are aggregated, and all that aggregate one of these, also by others. */
    List<RoleReference> aggregating(Collection<RoleReference> roles) {
        Set<RoleReference> found = new HashSet<>();
        Deque<RoleReference> open = new ArrayDeque<>(roles);
        while (!open.isEmpty()) {
            RoleReference role = open.remove();
            if (!places.containsKey(role) || found.add(role)) {
                open.addAll(aggregates.getOrDefault(role, List.of()));
            }
        }
        return found.stream().sorted(Comparator.comparing(places::get)).toList();
    }
}
