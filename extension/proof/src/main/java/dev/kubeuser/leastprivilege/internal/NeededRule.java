package dev.kubeuser.leastprivilege.internal;

import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.RequestAttributes;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What requests needed of a rule: values by their index, and what was needed of a {@code *}. */
final class NeededRule {

    private final Map<RuleList, SortedMap<Integer, SortedSet<String>>> needed = new EnumMap<>(RuleList.class);

    /** Adds a request that the rule allows. */
    void add(RbacRule rule, RequestAttributes request) {
        for (RuleList list : RuleList.values()) {
            int index = list.index(rule, request);
            String asked = list.needed(request);
            if (index >= 0 && asked != null) {
                SortedSet<String> values = needed.computeIfAbsent(list, unused -> new TreeMap<>())
                        .computeIfAbsent(index, unused -> new TreeSet<>());
                values.add(asked);
            }
        }
    }

    /**
     * Returns the values of a list that are needed, by their index; for a {@code *} in place of a verb, API group or
     * resource what takes its place.
     */
    SortedMap<Integer, List<String>> kept(RuleList list, List<String> written) {
        SortedMap<Integer, List<String>> kept = new TreeMap<>();
        needed.getOrDefault(list, new TreeMap<>()).forEach((index, values) -> {
            boolean isReplaced = list.isWildcard(written.get(index)) && !values.contains(written.get(index));
            kept.put(index, isReplaced ? new ArrayList<>(values) : List.of());
        });
        return kept;
    }
}
