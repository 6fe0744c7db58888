package dev.kubeuser.rbac.escalation;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** The object names in rules, by the place where the rules apply. */
final class PlacedNames {

    private final Set<String> all = new LinkedHashSet<>();
    private final Map<String, Set<String>> places = new HashMap<>();

    void add(String place, Collection<String> names) {
        if (!names.isEmpty()) {
            all.addAll(names);
            places.computeIfAbsent(place, unused -> new HashSet<>()).addAll(names);
        }
    }

    /** The names of all places. */
    Set<String> all() {
        return all;
    }

    /** The names in rules that apply in one place alone. */
    Set<String> in(String place) {
        return places.getOrDefault(place, Set.of());
    }
}
