package dev.kubeuser.matrix.internal;

import dev.kubeuser.matrix.AccessMatrix;
import dev.kubeuser.matrix.AccessRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What access was gained and lost from one matrix to another.
 *
 * @param gained with the verbs that are new
 * @param lost with the verbs that are gone
 */
public record MatrixDifference(List<AccessRow> gained, List<AccessRow> lost) {

    public static MatrixDifference between(AccessMatrix before, AccessMatrix now) {
        return new MatrixDifference(beyond(now, before), beyond(before, now));
    }

    private static List<AccessRow> beyond(AccessMatrix more, AccessMatrix less) {
        Map<List<String>, Set<String>> known = new HashMap<>();
        less.rows().forEach(row -> known.put(key(row), row.verbs()));
        List<AccessRow> found = new ArrayList<>();
        for (AccessRow row : more.rows()) {
            Set<String> verbs = new LinkedHashSet<>(row.verbs());
            verbs.removeAll(known.getOrDefault(key(row), Set.of()));
            if (!verbs.isEmpty()) {
                found.add(new AccessRow(row.subject(), row.namespace(), row.resource(), verbs, Set.of()));
            }
        }
        return found;
    }

    private static List<String> key(AccessRow row) {
        return List.of(row.subject(), row.namespace(), row.resource());
    }

    public boolean isEmpty() {
        return gained.isEmpty() && lost.isEmpty();
    }
}
