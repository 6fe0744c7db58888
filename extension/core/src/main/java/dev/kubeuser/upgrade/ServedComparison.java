package dev.kubeuser.upgrade;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds the resources and verbs that only one of two clusters serves, or asks authorizers for.
 *
 * @param before the earlier cluster
 * @param after the later cluster
 */
record ServedComparison(ComparedCluster before, ComparedCluster after) {

    List<Upgrade.ServedChange> changes() {
        List<Upgrade.ServedChange> changes = new ArrayList<>(beyond(after, before, true));
        changes.addAll(beyond(before, after, false));
        changes.sort(Comparator.comparing(Upgrade.ServedChange::resource).thenComparing(change -> !change.isNew()));
        return changes;
    }

    private static List<Upgrade.ServedChange> beyond(ComparedCluster more, ComparedCluster less, boolean isNew) {
        Map<String, Set<String>> known = byName(less);
        List<Upgrade.ServedChange> found = new ArrayList<>();
        byName(more).forEach((name, verbs) -> {
            Set<String> beyond = new TreeSet<>(verbs);
            beyond.removeAll(known.getOrDefault(name, Set.of()));
            if (!beyond.isEmpty()) {
                found.add(new Upgrade.ServedChange(
                        isNew,
                        name,
                        beyond.stream().sorted(ChangeGroups.BY_VERB).toList(),
                        !known.containsKey(name)));
            }
        });
        return found;
    }

    private static Map<String, Set<String>> byName(ComparedCluster side) {
        Map<String, Set<String>> verbs = new LinkedHashMap<>();
        side.served()
                .forEach((resource, found) -> verbs.computeIfAbsent(
                                resource.name().toString(), first -> new TreeSet<>())
                        .addAll(found));
        return verbs;
    }
}
