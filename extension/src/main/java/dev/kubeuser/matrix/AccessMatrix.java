package dev.kubeuser.matrix;

import dev.kubeuser.cluster.Cluster;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
 */
public final class AccessMatrix {

    private final List<AccessRow> rows;
    private final MatrixAnswers answers;

    private AccessMatrix(List<AccessRow> rows, MatrixAnswers answers) {
        this.rows = rows.stream().sorted().toList();
        this.answers = answers;
    }

    /** What was written down once. */
    static AccessMatrix of(List<AccessRow> rows) {
        return new AccessMatrix(rows, new MatrixAnswers(List.of(), List.of()));
    }

    /** What the API server has just said. */
    static AccessMatrix of(MatrixAnswers answers) {
        return new AccessMatrix(answers.rows(), answers);
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
     * {@return the rows, sorted by subject, namespace and resource}
     */
    public List<AccessRow> rows() {
        return rows;
    }

    /**
     * Tells who records the run what each answer should have been.
     *
     * @param expected what was written down; a row that it lacks is access that nobody should have
     */
    public void expect(AccessMatrix expected) {
        answers.report(expected);
    }

    /**
     * {@return the matrix in a Markdown file, or empty if there is no such file}
     *
     * @param markdown written by {@link #write}
     * @throws IllegalStateException if the file is not a matrix
     * @throws java.io.UncheckedIOException if the file cannot be read
     */
    public static Optional<AccessMatrix> read(Path markdown) {
        return new GoldenFile(markdown).read();
    }

    /**
     * Writes the matrix in Markdown.
     *
     * @param markdown the file, overwritten if it exists
     * @throws java.io.UncheckedIOException if the file cannot be written
     */
    public void write(Path markdown) {
        new GoldenFile(markdown).write(this);
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

    /** By the rows. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AccessMatrix that && rows.equals(that.rows);
    }

    @Override
    public int hashCode() {
        return rows.hashCode();
    }

    /** The table for a terminal. */
    @Override
    public String toString() {
        return text();
    }
}
