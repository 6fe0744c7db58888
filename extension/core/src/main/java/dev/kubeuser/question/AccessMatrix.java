// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.question;

import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.base.internal.TextFile;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.query.AccessQuery;
import dev.kubeuser.question.internal.AccessReviewer;
import dev.kubeuser.request.ResourceName;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
    private final List<Answer> answers;

    private AccessMatrix(Stream<Row> rows, List<Answer> answers) {
        this.rows = rows.sorted().toList();
        this.answers = answers;
    }

    /** From rows that were written to a file. */
    static AccessMatrix of(List<Row> rows) {
        return new AccessMatrix(rows.stream(), List.of());
    }

    /** From what the API server has just said: a row for each subject, place and resource with anything allowed. */
    static AccessMatrix answered(List<Answer> answers) {
        Map<List<String>, List<Answer>> byRow = answers.stream().collect(Collectors.groupingBy(Answer::key));
        Stream<Row> rows = byRow.entrySet().stream()
                .map(row -> Row.of(row.getKey(), verbs(row.getValue(), true), verbs(row.getValue(), false)))
                .filter(row -> !row.verbs().isEmpty());
        return new AccessMatrix(rows, answers);
    }

    private static Set<String> verbs(List<Answer> answers, boolean allowed) {
        return answers.stream()
                .filter(answer -> answer.isAllowed() == allowed)
                .map(answer -> answer.query().verb())
                .collect(Collectors.toSet());
    }

    /**
     * {@return a builder without subjects or namespaces}
     *
     * @param cluster the cluster to ask
     */
    public static AccessMatrixBuilder builder(Cluster cluster) {
        return new AccessMatrixBuilder(cluster);
    }

    /** {@return the rows, sorted by subject, namespace and resource} */
    public List<Row> rows() {
        return rows;
    }

    /**
     * Tells the run record what each answer should have been.
     *
     * @param expected the expected matrix; a row that it lacks is access that the subject should not have
     */
    public void expect(AccessMatrix expected) {
        Map<List<String>, Set<String>> demanded = expected.verbs();
        answers.forEach(answer -> answer.report(demanded.getOrDefault(answer.key(), Set.of())
                .contains(answer.query().verb())));
    }

    /** The verbs that are allowed, by the key of their row. */
    Map<List<String>, Set<String>> verbs() {
        Map<List<String>, Set<String>> verbs = new HashMap<>();
        rows.forEach(row -> verbs.put(row.key(), row.verbs()));
        return verbs;
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

    /** {@return the table in Markdown} */
    public String markdown() {
        return MatrixTable.of(this).markdown();
    }

    /** {@return the table for a terminal, in columns} */
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
     * @param resource for example {@code deployments.apps/scale}, or {@code secrets "db"} for one object. In a
     *     namespace, the resource "namespaces" is the namespace itself
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

        static Row of(List<String> key, Set<String> verbs, Set<String> refused) {
            return new Row(key.get(0), key.get(1), key.get(2), verbs, refused);
        }

        /** Subject, namespace and resource. */
        List<String> key() {
            return List.of(subject, namespace, resource);
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

    /**
     * What the API server said to one question.
     *
     * @param subject the subject, as in the table
     * @param namespace the namespace, as in the table
     * @param reviewer who asked
     * @param query the question
     * @param isAllowed the answer
     */
    record Answer(String subject, String namespace, AccessReviewer reviewer, AccessQuery query, boolean isAllowed) {

        static Answer of(String subject, String namespace, AccessReviewer reviewer, AccessQuery query) {
            return new Answer(
                    subject, namespace, reviewer, query, reviewer.answer(query).isAllowed());
        }

        /**
         * That of its row: {@code secrets}, {@code secrets "db"} for one object, {@code namespaces} for the namespace
         * itself.
         */
        List<String> key() {
            boolean isOfNamespace = !namespace.isEmpty()
                    && ResourceName.parse(query.resource()).parent().equals(ResourceName.parse("namespaces"));
            String object = query.name().isEmpty() || isOfNamespace ? "" : " \"" + query.name() + "\"";
            return List.of(subject, namespace, query.resource() + object);
        }

        void report(boolean demanded) {
            reviewer.report(query, demanded, isAllowed);
        }
    }
}
