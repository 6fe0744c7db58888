package dev.kubeuser.assertion;

import dev.kubeuser.cluster.Cluster;
import java.util.List;

/**
 * Who may do what and where: one row for each subject, namespace and resource of which the subject may do anything at
 * all, with the verbs. A value: what the API server said when it was asked.
 *
 * <pre>{@code
 * AccessMatrix matrix = AccessMatrix.builder(cluster)
 *         .subjects(alice, bob)
 *         .subject("group:auditors")
 *         .in("dev", "prod")
 *         .clusterWide()
 *         .ask();
 * assertThat(matrix).matchesGolden(Path.of("src/test/resources/access.md"));
 * }</pre>
 *
 * @param rows sorted by subject, namespace and resource
 */
public record AccessMatrix(List<AccessRow> rows) {

    /** Sorts a copy of the rows. */
    public AccessMatrix {
        rows = rows.stream().sorted().toList();
    }

    /**
     * {@return a builder without subjects and namespaces}
     *
     * @param cluster which is asked
     */
    public static AccessMatrixBuilder builder(Cluster cluster) {
        return new AccessMatrixBuilder(cluster);
    }

    /**
     * {@return the table in Markdown}
     */
    public String markdown() {
        return MatrixTable.of(this).markdown();
    }

    /**
     * {@return the table for a terminal, in columns}
     */
    public String text() {
        return MatrixTable.of(this).text();
    }

    /** The table for a terminal. */
    @Override
    public String toString() {
        return text();
    }
}
