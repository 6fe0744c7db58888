package dev.kubeuser.matrix.internal;

import dev.kubeuser.matrix.AccessMatrix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The access gained and lost from one matrix to another.
 *
 * @param gained the rows with new verbs
 * @param lost the rows with verbs that are gone
 */
public record MatrixDifference(List<AccessMatrix.Row> gained, List<AccessMatrix.Row> lost) {

    public static MatrixDifference between(AccessMatrix before, AccessMatrix now) {
        return new MatrixDifference(beyond(now, before), beyond(before, now));
    }

    private static List<AccessMatrix.Row> beyond(AccessMatrix more, AccessMatrix less) {
        Map<List<String>, Set<String>> known = new HashMap<>();
        less.rows().forEach(row -> known.put(key(row), row.verbs()));
        List<AccessMatrix.Row> found = new ArrayList<>();
        for (AccessMatrix.Row row : more.rows()) {
            Set<String> verbs = new LinkedHashSet<>(row.verbs());
            verbs.removeAll(known.getOrDefault(key(row), Set.of()));
            if (!verbs.isEmpty()) {
                found.add(new AccessMatrix.Row(row.subject(), row.namespace(), row.resource(), verbs, Set.of()));
            }
        }
        return found;
    }

    private static List<String> key(AccessMatrix.Row row) {
        return List.of(row.subject(), row.namespace(), row.resource());
    }

    public boolean isEmpty() {
        return gained.isEmpty() && lost.isEmpty();
    }
}
