// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac;

import dev.kubeuser.base.internal.Printable;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.apiguardian.api.API;

/**
 * The sender of a request as the API server's authorizers see it: a user name and groups. See <a
 * href="https://kubernetes.io/docs/reference/access-authn-authz/authentication/">Authenticating</a>.
 *
 * @param name the user name
 * @param groups all groups, including those that the API server adds
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record UserInfo(String name, Set<String> groups) {

    private static final String AUTHENTICATED = "system:authenticated";
    private static final String UNAUTHENTICATED = "system:unauthenticated";
    private static final String ANONYMOUS = "system:anonymous";
    private static final String SERVICE_ACCOUNTS = "system:serviceaccounts";
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
                Subject.serviceAccount(namespace, name).userName(),
                SERVICE_ACCOUNTS,
                SERVICE_ACCOUNTS + ":" + namespace);
    }

    /** {@return the user of a request without a credential} */
    public static UserInfo anonymous() {
        return exactly(ANONYMOUS, UNAUTHENTICATED);
    }

    /**
     * {@return the user that a subject of a binding stands for, authenticated unless it is the anonymous one; a group
     * stands for a nameless member. All members of a group of ServiceAccounts are in {@code system:serviceaccounts}}
     *
     * @param subject the subject
     */
    public static UserInfo of(Subject subject) {
        return switch (subject.kind()) {
            case Subject.GROUP -> member(subject.name());
            case Subject.SERVICE_ACCOUNT -> serviceAccount(subject.namespace(), subject.name());
            default -> subject.name().equals(ANONYMOUS) ? anonymous() : user(subject.name());
        };
    }

    private static UserInfo member(String group) {
        Set<String> groups = new LinkedHashSet<>(Set.of(group));
        if (group.startsWith(SERVICE_ACCOUNTS + ":")) {
            groups.add(SERVICE_ACCOUNTS);
        }
        if (!group.equals(UNAUTHENTICATED)) {
            groups.add(AUTHENTICATED);
        }
        return new UserInfo("", groups);
    }

    /**
     * {@return the subject that names it, as messages do: for a nameless member of a group, the first of its groups}
     */
    @API(status = API.Status.INTERNAL)
    public Subject subject() {
        return name.isEmpty()
                ? groups.stream().findFirst().map(Subject::group).orElseGet(() -> Subject.user(name))
                : Subject.serviceAccountOf(name).orElseGet(() -> Subject.user(name));
    }

    /**
     * {@return whether the API server allows every request of this user before it asks RBAC: the user is in
     * {@code system:masters}}
     */
    @API(status = API.Status.INTERNAL)
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
     * {@return for example {@code "alice" [developers, system:authenticated]}; a ServiceAccount by namespace and name,
     * as in {@code ServiceAccount ci/deployer} and its groups}
     */
    @Override
    public String toString() {
        String who = Subject.serviceAccountOf(name).map(Subject::toString).orElse("\"" + name + "\"");
        return Printable.text(who) + " " + Printable.list(groups);
    }
}
