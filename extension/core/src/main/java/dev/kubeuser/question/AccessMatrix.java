// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.question;

import dev.kubeuser.base.internal.Golden;
import dev.kubeuser.base.internal.MarkdownCell;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.base.internal.TextFile;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.query.AccessQuery;
import dev.kubeuser.query.internal.KnownVerbs;
import dev.kubeuser.question.internal.AccessReviewer;
import dev.kubeuser.request.ResourceName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * The access of subjects by resource and namespace. Each row has the verbs that a subject may use on a resource in a
 * namespace. Where a subject may do nothing, there is no row. Immutable and thread-safe: the API server's answers when
 * it was asked.
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

    /** A matrix of rows that were written to a file. */
    static AccessMatrix of(List<Row> rows) {
        return new AccessMatrix(rows.stream(), List.of());
    }

    /** A matrix of answers of the API server: a row for each subject, place and resource with anything allowed. */
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
     * Records the expected answer beside each answer.
     *
     * @param expected the expected matrix; a row that it lacks is access that the subject should not have
     */
    @API(status = API.Status.INTERNAL)
    public void expect(AccessMatrix expected) {
        Map<List<String>, Set<String>> demanded = expected.verbs();
        answers.forEach(answer -> answer.report(demanded.getOrDefault(answer.key(), Set.of())
                .contains(answer.query().verb())));
    }

    /**
     * {@return the rows with verbs that another matrix does not have, each with these only: what is gained from that
     * one to this, or lost from this one to that}
     *
     * @param other the matrix of the cluster at another time, or of another cluster, for example of another version of
     *     Kubernetes
     */
    public List<Row> beyond(AccessMatrix other) {
        Map<List<String>, Set<String>> known = other.verbs();
        List<Row> found = new ArrayList<>();
        for (Row row : rows) {
            Set<String> verbs = new TreeSet<>(row.verbs());
            verbs.removeAll(known.getOrDefault(row.key(), Set.of()));
            if (!verbs.isEmpty()) {
                found.add(Row.of(row.key(), verbs, Set.of()));
            }
        }
        return found;
    }

    /** The verbs that are allowed, by the key of their row. */
    private Map<List<String>, Set<String>> verbs() {
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
    public static Optional<AccessMatrix> load(Path markdown) {
        return MatrixTable.load(markdown);
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
     * The access of one subject to one resource in one place.
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
     * The API server's answer to one question.
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
         * The key of its row: {@code secrets}, {@code secrets "db"} for one object, {@code namespaces} for the
         * namespace itself.
         */
        List<String> key() {
            boolean isOfNamespace =
                    !namespace.isEmpty() && query.resourceName().parent().equals(ResourceName.parse("namespaces"));
            String object = query.name().isEmpty() || isOfNamespace ? "" : " \"" + query.name() + "\"";
            return List.of(subject, namespace, query.resource() + object);
        }

        void report(boolean demanded) {
            reviewer.report(query, demanded, isAllowed);
        }
    }

    /**
     * Prints a matrix, and reads one in Markdown. {@code x} marks a verb that is allowed, {@code -} one that is not. An
     * empty cell means that the resource does not have the verb. Allowed verbs that no request has are in the last
     * column.
     *
     * @param lines the rows of cells, headings first
     */
    private record MatrixTable(List<List<String>> lines) {

        static final List<String> HEADINGS = Stream.of(
                        List.of("subject", "namespace", "resource"), KnownVerbs.OF_REQUESTS, List.of("others"))
                .flatMap(List::stream)
                .toList();

        private static final Pattern BETWEEN_CELLS = Pattern.compile("(?<!\\\\)\\|");
        private static final int HEADINGS_AND_RULE = 2;
        private static final int OF_VERBS = 3;

        static MatrixTable of(AccessMatrix matrix) {
            List<List<String>> lines = new ArrayList<>(List.of(HEADINGS));
            matrix.rows().forEach(row -> lines.add(cells(row)));
            return new MatrixTable(lines);
        }

        private static List<String> cells(AccessMatrix.Row row) {
            List<String> cells = new ArrayList<>(row.key());
            KnownVerbs.OF_REQUESTS.forEach(verb -> cells.add(cell(verb, row)));
            cells.add(others(row.verbs()));
            return cells;
        }

        private static String cell(String verb, AccessMatrix.Row row) {
            if (row.verbs().contains(verb)) {
                return "x";
            }
            return row.refused().contains(verb) ? "-" : "";
        }

        private static String others(Set<String> verbs) {
            return verbs.stream()
                    .filter(verb -> !KnownVerbs.OF_REQUESTS.contains(verb))
                    .collect(Collectors.joining(" "));
        }

        String markdown() {
            String rule = HEADINGS.stream().map(heading -> "---").collect(Collectors.joining(" | ", "| ", " |"));
            return Stream.concat(
                            Stream.of(markdown(lines.get(0)), rule),
                            lines.stream().skip(1).map(MatrixTable::markdown))
                    .collect(Collectors.joining("\n", "", "\n"));
        }

        private static String markdown(List<String> cells) {
            return cells.stream()
                    .map(cell -> new MarkdownCell(cell).markdown())
                    .collect(Collectors.joining(" | ", "| ", " |"));
        }

        String text() {
            List<List<String>> printable = lines.stream()
                    .map(cells -> cells.stream().map(Printable::text).toList())
                    .toList();
            String columns = IntStream.range(0, HEADINGS.size())
                    .map(column -> printable.stream()
                            .mapToInt(cells -> cells.get(column).length())
                            .max()
                            .orElse(1))
                    .mapToObj(width -> "%-" + width + "s")
                    .collect(Collectors.joining("  "));
            return printable.stream()
                    .map(cells -> String.format(columns, cells.toArray()).stripTrailing())
                    .collect(Collectors.joining("\n", "", "\n"));
        }

        /** The matrix in a file; empty if there is no such file yet. */
        static Optional<AccessMatrix> load(Path file) {
            if (!Files.exists(file)) {
                return Optional.empty();
            }
            List<String> written = new Golden(file, "access").read().lines().toList();
            if (written.isEmpty() || !parsed(written.get(0)).equals(HEADINGS)) {
                throw new IllegalStateException(file + " is not an access table: its first line should be | "
                        + String.join(" | ", HEADINGS) + " |");
            }
            return Optional.of(AccessMatrix.of(written.stream()
                    .skip(HEADINGS_AND_RULE)
                    .filter(line -> !line.isBlank())
                    .map(line -> row(line, file))
                    .toList()));
        }

        private static AccessMatrix.Row row(String line, Path file) {
            List<String> cells = parsed(line);
            if (cells.size() != HEADINGS.size()) {
                throw new IllegalStateException(file + " has a line that is not a row: " + line);
            }
            Set<String> verbs = marked("x", cells);
            String others = cells.get(cells.size() - 1);
            if (!others.isEmpty()) {
                verbs.addAll(List.of(others.split(" ", -1)));
            }
            return AccessMatrix.Row.of(cells, verbs, marked("-", cells));
        }

        private static Set<String> marked(String mark, List<String> cells) {
            return IntStream.range(OF_VERBS, cells.size() - 1)
                    .filter(column -> cells.get(column).equals(mark))
                    .mapToObj(HEADINGS::get)
                    .collect(Collectors.toCollection(TreeSet::new));
        }

        /** Without the empty text before the first bar and after the last. */
        private static List<String> parsed(String line) {
            List<String> cells = new ArrayList<>();
            for (String cell : BETWEEN_CELLS.split(line.strip(), -1)) {
                cells.add(MarkdownCell.parse(cell).text());
            }
            return cells.size() < 2 ? cells : cells.subList(1, cells.size() - 1);
        }
    }
}
