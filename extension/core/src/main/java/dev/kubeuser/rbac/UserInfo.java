package dev.kubeuser.rbac;

import dev.kubeuser.base.internal.Printable;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.apiguardian.api.API;

/**
 * The sender of a request as the API server's authorizers see it: a user name and groups. See
 * <a href="https://kubernetes.io/docs/reference/access-authn-authz/authentication/">Authenticating</a>.
 *
 * @param name the user name
 * @param groups all groups, including those that the API server adds
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record UserInfo(String name, Set<String> groups) {

    private static final String AUTHENTICATED = "system:authenticated";
    private static final String MASTERS = "system:masters";

    /** Copies the groups and keeps their order. */
    public UserInfo {
        groups = Collections.unmodifiableSet(new LinkedHashSet<>(groups));
    }

    /**
     * {@return a user with exactly these groups, as in a SubjectAccessReview, to which the API server adds none}
     *
     * @param name the user name
     * @param groups the groups
     */
    public static UserInfo exactly(String name, String... groups) {
        return new UserInfo(name, new LinkedHashSet<>(Arrays.asList(groups)));
    }

    /**
     * {@return an authenticated user, in the given groups and in {@code system:authenticated}}
     *
     * @param name the user name
     * @param groups the groups in the certificate or token
     */
    public static UserInfo user(String name, String... groups) {
        return exactly(
                name, Stream.concat(Stream.of(groups), Stream.of(AUTHENTICATED)).toArray(String[]::new));
    }

    /**
     * {@return an authenticated ServiceAccount, with its user name and the groups of all ServiceAccounts, of its
     * namespace and of all authenticated users}
     *
     * @param namespace the ServiceAccount's namespace
     * @param name its name
     */
    public static UserInfo serviceAccount(String namespace, String name) {
        return user(
                new ServiceAccountName(namespace, name).userName(),
                "system:serviceaccounts",
                "system:serviceaccounts:" + namespace);
    }

    /**
     * {@return the user of a request without a credential}
     */
    public static UserInfo anonymous() {
        return exactly("system:anonymous", "system:unauthenticated");
    }

    /**
     * {@return whether the API server allows every request of this user before it asks RBAC: the user is in
     * {@code system:masters}}
     */
    public boolean isMaster() {
        return groups.contains(MASTERS);
    }

    /**
     * {@return the hash of the name: few users share one, and that of a set of groups takes longer; of the groups of a
     * user without a name, who stands for the members of a group}
     */
    @Override
    public int hashCode() {
        return name.isEmpty() ? groups.hashCode() : name.hashCode();
    }

    /**
     * {@return for example {@code "alice" [developers, system:authenticated]}; a ServiceAccount by namespace and name, as
     * in {@code ServiceAccount ci/deployer} and its groups}
     */
    @Override
    public String toString() {
        String who = ServiceAccountName.ofUser(name)
                .map(ServiceAccountName::toString)
                .orElse("\"" + name + "\"");
        return Printable.text(who) + " " + Printable.list(groups);
    }
}
