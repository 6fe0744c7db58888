package dev.kubeuser.question;

import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.base.internal.TextFile;
import dev.kubeuser.cluster.Cluster;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * Who may do what and where. Each row has the verbs that a subject may use on a resource in a namespace. Where a
 * subject may do nothing, there is no row. Immutable and thread-safe: the API server's answers when it was asked.
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
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class AccessMatrix {

    private final List<Row> rows;
    private final MatrixAnswers answers;

    private AccessMatrix(List<Row> rows, MatrixAnswers answers) {
        this.rows = rows.stream().sorted().toList();
        this.answers = answers;
    }

    /** From rows that were written to a file. */
    static AccessMatrix of(List<Row> rows) {
        return new AccessMatrix(rows, new MatrixAnswers(List.of(), List.of()));
    }

    /** From what the API server has just said. */
    static AccessMatrix of(MatrixAnswers answers) {
        return new AccessMatrix(answers.rows(), answers);
    }

    /**
     * {@return a builder without subjects or namespaces}
     *
     * @param cluster the cluster to ask
     */
    public static AccessMatrixBuilder builder(Cluster cluster) {
        return new AccessMatrixBuilder(cluster);
    }

    /**
     * {@return the rows, sorted by subject, namespace and resource}
     */
    public List<Row> rows() {
        return rows;
    }

    /**
     * Tells the run record what each answer should have been.
     *
     * @param expected the expected matrix; a row that it lacks is access that the subject should not have
     */
    public void expect(AccessMatrix expected) {
        answers.report(expected);
    }

    /**
     * {@return the matrix in a Markdown file, or empty if there is no such file}
     *
     * @param markdown a file from {@link #write}
     * @throws IllegalStateException if the file is not a matrix
     * @throws java.io.UncheckedIOException if the file cannot be read
     */
    public static Optional<AccessMatrix> read(Path markdown) {
        return MatrixTable.read(markdown);
    }

    /**
     * Writes the matrix in Markdown.
     *
     * @param markdown the file, overwritten if it exists
     * @throws java.io.UncheckedIOException if the file cannot be written
     */
    public void write(Path markdown) {
        TextFile.write(markdown, markdown());
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

    /** Compares the rows. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AccessMatrix that && rows.equals(that.rows);
    }

    @Override
    public int hashCode() {
        return rows.hashCode();
    }

    /** Shows the table for a terminal. */
    @Override
    public String toString() {
        return text();
    }

    /**
     * What one subject may do with one resource in one place.
     *
     * @param subject the subject
     * @param namespace the namespace; {@code *} for all at once, empty for a cluster-scoped resource
     * @param resource for example {@code deployments.apps/scale}, or {@code secrets "db"} for one object. In a namespace,
     *     the resource "namespaces" is the namespace itself
     * @param verbs the verbs that are allowed
     * @param refused the other verbs of the resource, which are denied
     */
    public record Row(String subject, String namespace, String resource, Set<String> verbs, Set<String> refused)
            implements Comparable<Row> {

        private static final Comparator<Row> ORDER =
                Comparator.comparing(Row::subject).thenComparing(Row::namespace).thenComparing(Row::resource);

        /** Sorts copies of the verbs. */
        public Row {
            verbs = Collections.unmodifiableSet(new TreeSet<>(verbs));
            refused = Collections.unmodifiableSet(new TreeSet<>(refused));
        }

        @Override
        public int compareTo(Row other) {
            return ORDER.compare(this, other);
        }

        /** {@return for example {@code alice: get, list deployments.apps in namespace "dev"}} */
        @Override
        public String toString() {
            return Printable.text(subject + ": " + String.join(", ", verbs) + " " + resource + place());
        }

        private String place() {
            if (namespace.isEmpty()) {
                return "";
            }
            return namespace.equals("*") ? " in all namespaces" : " in namespace \"" + namespace + "\"";
        }
    }
}
