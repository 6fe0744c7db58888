package dev.kubeuser.review;

import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.UserInfo;
import java.util.LinkedHashSet;
import java.util.List;
import org.apiguardian.api.API;

/**
 * A subject without a credential, which the administrator asks about by SubjectAccessReview: a user by name, a group, a
 * ServiceAccount. It need not exist.
 *
 * @param cluster the cluster
 * @param name as written, for example {@code user:alice}
 * @param userInfo the subject as an authorizer sees it, with all groups
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record ReviewedSubject(Cluster cluster, String name, UserInfo userInfo) {

    private static final String AUTHENTICATED = "system:authenticated";
    private static final String UNAUTHENTICATED = "system:unauthenticated";

    /**
     * {@return the subject with this name; it counts as authenticated, and a group stands for a nameless member of it}
     *
     * @param cluster the cluster
     * @param name {@code user:alice}, {@code group:developers}, {@code serviceaccount:ci/deployer}, or another form that
     *     {@link Subject#parse} takes
     * @throws IllegalArgumentException if it names no subject
     */
    public static ReviewedSubject of(Cluster cluster, String name) {
        return new ReviewedSubject(cluster, name, userInfo(Subject.parse(name)));
    }

    /**
     * {@return a subject; it counts as authenticated, and a group stands for a nameless member of it}
     *
     * @param cluster the cluster
     * @param subject the subject
     */
    public static ReviewedSubject of(Cluster cluster, Subject subject) {
        return new ReviewedSubject(cluster, subject.toString(), userInfo(subject));
    }

    /**
     * {@return whether {@link #of} takes this name}
     *
     * @param name any text
     */
    public static boolean isName(String name) {
        return Subject.find(name).isPresent();
    }

    private static UserInfo userInfo(Subject subject) {
        return switch (subject.kind()) {
            case "Group" -> member(subject.name());
            case "ServiceAccount" -> UserInfo.serviceAccount(subject.namespace(), subject.name());
            default -> UserInfo.user(subject.name());
        };
    }

    private static UserInfo member(String group) {
        List<String> groups = group.equals(UNAUTHENTICATED) ? List.of(group) : List.of(group, AUTHENTICATED);
        return new UserInfo("", new LinkedHashSet<>(groups));
    }

    /** Shows the name. */
    @Override
    public String toString() {
        return name;
    }
}
