package dev.kubeuser.matrix;

import java.util.Collections;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;

/**
 * What one subject may do with one resource in one place.
 *
 * @param subject who
 * @param namespace where; {@code *} for all namespaces at once, empty for a resource without namespace
 * @param resource for example {@code deployments.apps/scale}
 * @param verbs what it may do
 * @param refused what else could be done, and it may not
 */
public record AccessRow(String subject, String namespace, String resource, Set<String> verbs, Set<String> refused)
        implements Comparable<AccessRow> {

    private static final Comparator<AccessRow> ORDER = Comparator.comparing(AccessRow::subject)
            .thenComparing(AccessRow::namespace)
            .thenComparing(AccessRow::resource);

    /** Sorts copies of the verbs. */
    public AccessRow {
        verbs = Collections.unmodifiableSet(new TreeSet<>(verbs));
        refused = Collections.unmodifiableSet(new TreeSet<>(refused));
    }

    @Override
    public int compareTo(AccessRow other) {
        return ORDER.compare(this, other);
    }
}
