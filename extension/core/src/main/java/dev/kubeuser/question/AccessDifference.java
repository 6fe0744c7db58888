// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.question;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apiguardian.api.API;

/**
 * The access that subjects gained and lost from one matrix to another: of one cluster at two times, or of two clusters,
 * for example of two versions of Kubernetes.
 *
 * @param gained the rows with new verbs, each with these only
 * @param lost the rows with verbs that are gone, each with these only
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record AccessDifference(List<AccessMatrix.Row> gained, List<AccessMatrix.Row> lost) {

    /** Copies the lists. */
    public AccessDifference {
        gained = List.copyOf(gained);
        lost = List.copyOf(lost);
    }

    /**
     * {@return the difference between two matrices; a subject or a namespace that only one of them has is gained or
     * lost}
     *
     * @param before the earlier matrix
     * @param after the later matrix
     */
    public static AccessDifference between(AccessMatrix before, AccessMatrix after) {
        return new AccessDifference(beyond(after, before), beyond(before, after));
    }

    private static List<AccessMatrix.Row> beyond(AccessMatrix more, AccessMatrix less) {
        Map<List<String>, Set<String>> known = less.verbs();
        List<AccessMatrix.Row> found = new ArrayList<>();
        for (AccessMatrix.Row row : more.rows()) {
            Set<String> verbs = new LinkedHashSet<>(row.verbs());
            verbs.removeAll(known.getOrDefault(row.key(), Set.of()));
            if (!verbs.isEmpty()) {
                found.add(AccessMatrix.Row.of(row.key(), verbs, Set.of()));
            }
        }
        return found;
    }

    /** {@return whether nothing was gained or lost} */
    public boolean isEmpty() {
        return gained.isEmpty() && lost.isEmpty();
    }

    /** {@return one line for each row, what was gained first} */
    public String text() {
        return Stream.concat(
                        gained.stream().map(row -> "gained  " + row),
                        lost.stream().map(row -> "lost    " + row))
                .collect(Collectors.joining("\n"));
    }

    /** Shows one line for each row. */
    @Override
    public String toString() {
        return text();
    }
}
