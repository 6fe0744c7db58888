package dev.kubeuser.matrix;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.base.internal.InFlight;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.internal.SubjectUser;
import dev.kubeuser.review.ReviewedSubject;
import dev.kubeuser.review.internal.AccessReviewer;
import dev.kubeuser.review.internal.ClusterKnowledge;
import dev.kubeuser.review.internal.QuerySyntax;
import dev.kubeuser.review.internal.ServedResource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apiguardian.api.API;
import org.assertj.core.annotation.CheckReturnValue;
import org.jspecify.annotations.Nullable;

/**
 * Who may do what and where. Each row has the verbs that a subject may use on a resource in a namespace. Where a
 * subject may do nothing, there is no row. Immutable: the API server's answers when it was asked.
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
    public static Builder builder(Cluster cluster) {
        return new Builder(cluster);
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
     * @param resource for example {@code deployments.apps/scale}
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

    /** Collects the subjects and places of a matrix, and asks the API server. */
    @CheckReturnValue
    public static final class Builder {

        private static final String ALL_NAMESPACES = "*";

        private final Cluster cluster;
        private final MatrixSubjects subjects = new MatrixSubjects();
        private final Map<String, String> namespaces = new LinkedHashMap<>();

        Builder(Cluster cluster) {
            this.cluster = cluster;
        }

        /**
         * Adds users, and asks about each with its own credential. Users with the same name but different groups have
         * separate rows, such as {@code alice (developers)}.
         *
         * @param users the access of each
         * @return this
         */
        public Builder subjects(KubeAccess... users) {
            for (KubeAccess user : users) {
                subjects.add(SubjectUser.readable(user.name()), AccessReviewer.of(user));
            }
            return this;
        }

        /**
         * Adds a subject that the administrator asks about.
         *
         * @param name {@code user:alice}, {@code group:developers} or {@code serviceaccount:ci/deployer}
         * @return this
         */
        public Builder subject(String name) {
            subjects.add(name, AccessReviewer.of(ReviewedSubject.of(cluster, name)));
            return this;
        }

        /**
         * Adds a subject that the administrator asks about.
         *
         * @param subject for example {@code Subject.group("developers")}
         * @return this
         */
        public Builder subject(Subject subject) {
            subjects.add(subject.toString(), AccessReviewer.of(ReviewedSubject.of(cluster, subject)));
            return this;
        }

        /**
         * Adds all namespaced resources in these namespaces.
         *
         * @param names of the namespaces
         * @return this
         */
        public Builder in(String... names) {
            for (String name : names) {
                QuerySyntax.requireNamespace(name);
                namespaces.put(name, name);
            }
            return this;
        }

        /**
         * Adds all namespaced resources in a namespace whose name may differ from run to run.
         *
         * @param label what the table calls it
         * @param name its real name, such as that of a {@code @KubeNamespace}
         * @return this
         */
        public Builder namespace(String label, String name) {
            QuerySyntax.requireNamespace(name);
            namespaces.put(label, name);
            return this;
        }

        /**
         * Adds all namespaced resources in all namespaces at once, which only a ClusterRoleBinding grants.
         *
         * @return this
         */
        public Builder inAllNamespaces() {
            namespaces.put(ALL_NAMESPACES, ALL_NAMESPACES);
            return this;
        }

        /**
         * Adds all cluster-scoped resources.
         *
         * @return this
         */
        public Builder clusterWide() {
            namespaces.put("", "");
            return this;
        }

        /**
         * Asks the API server, many questions at once. For each subject and place it asks about all verbs of all
         * resources that the server serves there, including subresources, and about the other verbs that authorizers
         * are asked for, such as {@code bind}.
         *
         * @return the answers
         * @throws IllegalStateException if there are no subjects or no places
         */
        public AccessMatrix ask() {
            if (subjects.isEmpty() || namespaces.isEmpty()) {
                throw new IllegalStateException(
                        "An access matrix needs subjects, and in(...), inAllNamespaces() or clusterWide()");
            }
            List<MatrixQuestion> questions = questions();
            List<Boolean> answers = InFlight.QUESTIONS.ask(questions, MatrixQuestion::ask);
            return AccessMatrix.of(new MatrixAnswers(questions, answers));
        }

        private List<MatrixQuestion> questions() {
            List<ServedResource> served = ClusterKnowledge.of(cluster).served();
            List<MatrixQuestion> questions = new ArrayList<>();
            subjects.byLabel()
                    .forEach((subject, reviewer) -> namespaces.forEach((label, name) -> MatrixQuestion.all(served, name)
                            .forEach(query -> questions.add(new MatrixQuestion(subject, reviewer, label, query)))));
            return questions;
        }
    }
}
