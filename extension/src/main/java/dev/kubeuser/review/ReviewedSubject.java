package dev.kubeuser.review;

import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.rbac.UserInfo;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * Somebody whom the administrator asks about, by SubjectAccessReview, because nobody has the credential: a user by name, a
 * group, a ServiceAccount. It need not exist.
 *
 * @param cluster where
 * @param name {@code user:NAME}, {@code group:NAME} or {@code serviceaccount:NAMESPACE/NAME}
 * @param requester who that is to an authorizer, with all groups
 */
public record ReviewedSubject(Cluster cluster, String name, UserInfo requester) {

    private static final String USER = "user:";
    private static final String GROUP = "group:";
    private static final String SERVICE_ACCOUNT = "serviceaccount:";
    private static final String AUTHENTICATED = "system:authenticated";
    private static final String UNAUTHENTICATED = "system:unauthenticated";

    /**
     * {@return the subject of a name; it is taken to have authenticated, and a group stands for a nameless member of it}
     *
     * @param cluster where
     * @param name {@code user:alice}, {@code group:developers} or {@code serviceaccount:ci/deployer}
     * @throws IllegalArgumentException for a name of another form
     */
    public static ReviewedSubject of(Cluster cluster, String name) {
        return new ReviewedSubject(cluster, name, requester(name));
    }

    /**
     * {@return whether {@link #of} takes this name}
     *
     * @param name any text
     */
    public static boolean isName(String name) {
        return find(name).isPresent();
    }

    private static UserInfo requester(String name) {
        return find(name)
                .orElseThrow(() -> new IllegalArgumentException("\"" + name + "\" names no subject: write it as in"
                        + " user:alice, group:developers, serviceaccount:ci/deployer"));
    }

    private static Optional<UserInfo> find(String name) {
        if (name.startsWith(USER) && name.length() > USER.length()) {
            return Optional.of(UserInfo.user(name.substring(USER.length())));
        }
        if (name.startsWith(GROUP) && name.length() > GROUP.length()) {
            return Optional.of(member(name.substring(GROUP.length())));
        }
        String[] account = name.startsWith(SERVICE_ACCOUNT)
                ? name.substring(SERVICE_ACCOUNT.length()).split("/", -1)
                : new String[0];
        return account.length == 2 && !account[0].isEmpty() && !account[1].isEmpty()
                ? Optional.of(UserInfo.serviceAccount(account[0], account[1]))
                : Optional.empty();
    }

    private static UserInfo member(String group) {
        List<String> groups = group.equals(UNAUTHENTICATED) ? List.of(group) : List.of(group, AUTHENTICATED);
        return new UserInfo("", new LinkedHashSet<>(groups));
    }

    /** The name. */
    @Override
    public String toString() {
        return name;
    }
}
