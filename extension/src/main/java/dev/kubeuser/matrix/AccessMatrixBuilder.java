package dev.kubeuser.matrix;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.discovery.internal.Discovery;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.review.ReviewedSubject;
import dev.kubeuser.review.internal.AccessReviewer;
import dev.kubeuser.review.internal.ClusterKnowledge;
import dev.kubeuser.review.internal.InFlight;
import dev.kubeuser.review.internal.QuerySyntax;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.annotation.CheckReturnValue;

/** Says of whom and where an {@link AccessMatrix} is, and asks the API server for it. */
@CheckReturnValue
public final class AccessMatrixBuilder {

    private static final String ALL_NAMESPACES = "*";

    private final Cluster cluster;
    private final Map<String, AccessReviewer> subjects = new LinkedHashMap<>();
    private final Map<String, String> namespaces = new LinkedHashMap<>();

    AccessMatrixBuilder(Cluster cluster) {
        this.cluster = cluster;
    }

    /**
     * Adds users, who are asked about with their own credentials.
     *
     * @param users access of each
     * @return this
     */
    public AccessMatrixBuilder subjects(KubeAccess... users) {
        for (KubeAccess user : users) {
            subjects.put(user.name(), AccessReviewer.of(user));
        }
        return this;
    }

    /**
     * Adds somebody whom the administrator asks about.
     *
     * @param name {@code user:alice}, {@code group:developers} or {@code serviceaccount:ci/deployer}
     * @return this
     */
    public AccessMatrixBuilder subject(String name) {
        subjects.put(name, AccessReviewer.of(ReviewedSubject.of(cluster, name)));
        return this;
    }

    /**
     * Adds a subject about whom the administrator asks.
     *
     * @param subject for example {@code Subject.group("developers")}
     * @return this
     */
    public AccessMatrixBuilder subject(Subject subject) {
        subjects.put(subject.toString(), AccessReviewer.of(ReviewedSubject.of(cluster, subject)));
        return this;
    }

    /**
     * Adds all namespaced resources in these namespaces.
     *
     * @param names of the namespaces
     * @return this
     */
    public AccessMatrixBuilder in(String... names) {
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
    public AccessMatrixBuilder namespace(String label, String name) {
        QuerySyntax.requireNamespace(name);
        namespaces.put(label, name);
        return this;
    }

    /**
     * Adds all namespaced resources in all namespaces at once, which only a ClusterRoleBinding grants.
     *
     * @return this
     */
    public AccessMatrixBuilder inAllNamespaces() {
        namespaces.put(ALL_NAMESPACES, ALL_NAMESPACES);
        return this;
    }

    /**
     * Adds all resources without namespace.
     *
     * @return this
     */
    public AccessMatrixBuilder clusterWide() {
        namespaces.put("", "");
        return this;
    }

    /**
     * Asks the API server, many questions at once: for each subject and place all verbs of all resources that the server
     * serves there, subresources included, and what authorizers are asked for besides, such as {@code bind}.
     *
     * @return the answers
     * @throws IllegalStateException without subjects or places
     */
    public AccessMatrix ask() {
        if (subjects.isEmpty() || namespaces.isEmpty()) {
            throw new IllegalStateException(
                    "An access matrix needs subjects, and in(...), inAllNamespaces() or clusterWide()");
        }
        List<MatrixQuestion> questions = questions();
        List<Boolean> answers = InFlight.ask(questions, MatrixQuestion::ask);
        return AccessMatrix.of(new MatrixAnswers(questions, answers));
    }

    private List<MatrixQuestion> questions() {
        Discovery discovery = ClusterKnowledge.of(cluster).discovery();
        List<MatrixQuestion> questions = new ArrayList<>();
        subjects.forEach((subject, reviewer) -> namespaces.forEach((label, name) -> MatrixQuestion.all(discovery, name)
                .forEach(query -> questions.add(new MatrixQuestion(subject, reviewer, label, query)))));
        return questions;
    }
}
