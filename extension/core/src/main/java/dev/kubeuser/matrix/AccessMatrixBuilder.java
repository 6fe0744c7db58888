package dev.kubeuser.matrix;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.base.internal.InFlight;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.internal.SubjectUser;
import dev.kubeuser.review.AccessQuery;
import dev.kubeuser.review.ReviewedSubject;
import dev.kubeuser.review.internal.AccessReviewer;
import dev.kubeuser.review.internal.ClusterKnowledge;
import dev.kubeuser.review.internal.EveryQuestion;
import dev.kubeuser.review.internal.QuerySyntax;
import dev.kubeuser.review.internal.ServedResource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apiguardian.api.API;
import org.assertj.core.annotation.CheckReturnValue;

/**
 * Collects the subjects and places of a matrix, and asks the API server.
 *
 * <p>Not thread-safe.
 */
@CheckReturnValue
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class AccessMatrixBuilder {

    private static final System.Logger LOG = System.getLogger(AccessMatrixBuilder.class.getName());

    private final Cluster cluster;
    private final MatrixSubjects subjects = new MatrixSubjects();
    private final Set<String> namespaces = new LinkedHashSet<>();

    AccessMatrixBuilder(Cluster cluster) {
        this.cluster = cluster;
    }

    /**
     * Adds users, and asks about each with its own credential. Users with the same name but different groups have
     * separate rows, such as {@code alice (developers)}.
     *
     * @param users the access of each
     * @return this
     */
    public AccessMatrixBuilder subjects(KubeAccess... users) {
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
    public AccessMatrixBuilder subject(String name) {
        subjects.add(name, AccessReviewer.of(ReviewedSubject.of(cluster, name)));
        return this;
    }

    /**
     * Adds a subject that the administrator asks about.
     *
     * @param subject for example {@code Subject.group("developers")}
     * @return this
     */
    public AccessMatrixBuilder subject(Subject subject) {
        subjects.add(subject.toString(), AccessReviewer.of(ReviewedSubject.of(cluster, subject)));
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
            namespaces.add(name);
        }
        return this;
    }

    /**
     * Adds all namespaced resources in all namespaces at once, which only a ClusterRoleBinding grants.
     *
     * @return this
     */
    public AccessMatrixBuilder inAllNamespaces() {
        namespaces.add(EveryQuestion.ALL_NAMESPACES);
        return this;
    }

    /**
     * Adds all cluster-scoped resources.
     *
     * @return this
     */
    public AccessMatrixBuilder clusterWide() {
        namespaces.add("");
        return this;
    }

    /**
     * Asks the API server, many questions at once. For each subject and place it asks about all verbs of all
     * resources that the server serves there, including subresources, and about the other verbs that authorizers
     * are asked for, such as {@code bind}; in a namespace also about the namespace itself. It asks the same about each
     * object that the subject's rules name.
     *
     * @return the answers
     * @throws IllegalStateException if there are no subjects or no places
     */
    public AccessMatrix ask() {
        if (subjects.isEmpty() || namespaces.isEmpty()) {
            throw new IllegalStateException(
                    "An access matrix needs subjects, and in(...), inAllNamespaces() or clusterWide()");
        }
        Map<String, AccessReviewer> asking = subjects.byLabel();
        List<ServedResource> served = ClusterKnowledge.of(cluster).served();
        List<MatrixQuestion> questions = new ArrayList<>();
        for (String namespace : namespaces) {
            Set<AccessQuery> ofAll = EveryQuestion.served(served, namespace);
            asking.forEach((subject, reviewer) -> EveryQuestion.withNamed(reviewer, ofAll, namespace)
                    .forEach(query -> questions.add(new MatrixQuestion(subject, reviewer, namespace, query))));
        }
        new MatrixSize(asking.size(), namespaces.size(), questions.size())
                .warning()
                .ifPresent(warning -> LOG.log(System.Logger.Level.WARNING, "kubeuser: " + warning));
        List<Boolean> answers = InFlight.QUESTIONS.ask(questions, MatrixQuestion::ask);
        return AccessMatrix.of(new MatrixAnswers(questions, answers));
    }
}
