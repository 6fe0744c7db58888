// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.question;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.internal.ClusterContext;
import dev.kubeuser.base.internal.Dialect;
import dev.kubeuser.base.internal.InFlight;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.query.AccessQuery;
import dev.kubeuser.query.internal.ServedResource;
import dev.kubeuser.question.internal.AccessReviewer;
import dev.kubeuser.question.internal.EveryQuestion;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.UserInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
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

    /** About half a minute, which needs no explanation. */
    private static final int MANY = 100_000;

    /** As an API server on two cores answers. */
    private static final int ANSWERS_PER_SECOND = 4_000;

    private static final System.Logger LOG = System.getLogger(AccessMatrixBuilder.class.getName());

    private final Cluster cluster;

    /** Several may have the same name: to the API server, a user with other groups is another user. */
    private final Map<String, List<AccessReviewer>> subjects = new LinkedHashMap<>();

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
            add(Subject.textOf(user.name()), AccessReviewer.of(user));
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
        add(name, AccessReviewer.of(ReviewedSubject.of(cluster, name)));
        return this;
    }

    /**
     * Adds a subject that the administrator asks about.
     *
     * @param subject for example {@code Subject.group("developers")}
     * @return this
     */
    public AccessMatrixBuilder subject(Subject subject) {
        add(subject.toString(), AccessReviewer.of(ReviewedSubject.of(cluster, subject)));
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
            AccessQuery.requireNamespace(name, Dialect.JAVA);
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
     * Asks the API server, many questions at once. For each subject and place it asks about all verbs of all resources
     * that the server serves there, including subresources, and about the other verbs that authorizers are asked for,
     * such as {@code bind}; in a namespace also about the namespace itself. It asks the same about each object that the
     * subject's rules name.
     *
     * @return the answers
     * @throws IllegalStateException if there are no subjects or no places
     */
    public AccessMatrix ask() {
        if (subjects.isEmpty() || namespaces.isEmpty()) {
            throw new IllegalStateException(
                    "An access matrix needs subjects, and in(...), inAllNamespaces() or clusterWide()");
        }
        Map<String, AccessReviewer> asking = byLabel();
        List<ServedResource> served = ClusterContext.of(cluster).served();
        List<Supplier<AccessMatrix.Answer>> questions = new ArrayList<>();
        for (String namespace : namespaces) {
            Set<AccessQuery> ofAll = EveryQuestion.served(served, namespace);
            asking.forEach((subject, reviewer) -> EveryQuestion.withNamed(reviewer, ofAll, namespace)
                    .forEach(
                            query -> questions.add(() -> AccessMatrix.Answer.of(subject, namespace, reviewer, query))));
        }
        warning(asking.size(), namespaces.size(), questions.size())
                .ifPresent(warning -> LOG.log(System.Logger.Level.WARNING, "kubeuser: " + warning));
        return AccessMatrix.answered(InFlight.QUESTIONS.ask(questions, Supplier::get));
    }

    private void add(String name, AccessReviewer reviewer) {
        subjects.computeIfAbsent(name, first -> new ArrayList<>()).add(reviewer);
    }

    /** The reviewers by the names in the table. Asks for the identity of subjects whose name does not show it. */
    private Map<String, AccessReviewer> byLabel() {
        Map<String, AccessReviewer> labelled = new LinkedHashMap<>();
        subjects.forEach((name, reviewers) -> {
            if (reviewers.size() == 1) {
                labelled.put(name, reviewers.get(0));
                return;
            }
            Map<UserInfo, AccessReviewer> different = new LinkedHashMap<>();
            reviewers.forEach(reviewer -> different.putIfAbsent(reviewer.userInfo(), reviewer));
            different.forEach(
                    (user, reviewer) -> labelled.put(different.size() == 1 ? name : label(name, user), reviewer));
        });
        return labelled;
    }

    /** Without the group that every authenticated user has. */
    private static String label(String name, UserInfo user) {
        List<String> groups = user.groups().stream()
                .filter(group -> !group.equals("system:authenticated"))
                .sorted()
                .toList();
        return groups.isEmpty() ? name : name + " (" + String.join(", ", groups) + ")";
    }

    /** The line to log before many questions are asked; empty if they are few. */
    static Optional<String> warning(int subjects, int places, long questions) {
        if (questions < MANY) {
            return Optional.empty();
        }
        Duration taken = Duration.ofSeconds(questions / ANSWERS_PER_SECOND);
        String time = taken.toMinutes() < 2 ? taken.toSeconds() + " s" : taken.toMinutes() + " minutes";
        return Optional.of(String.format(
                Locale.ROOT,
                "The access matrix asks the API server %,d questions about %,d subjects in %,d places, which takes "
                        + "about %s on two cores. To ask fewer, name fewer namespaces: one stands for others with "
                        + "the same "
                        + "roles, and inAllNamespaces() for what ClusterRoleBindings grant. A group stands for its "
                        + "members.",
                questions,
                subjects,
                places,
                time));
    }
}
