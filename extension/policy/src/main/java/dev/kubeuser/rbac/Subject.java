// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac;

import com.google.gson.JsonElement;
import dev.kubeuser.base.internal.Json;
import dev.kubeuser.base.internal.Printable;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apiguardian.api.API;

/**
 * A subject of a binding: a user, a group or a ServiceAccount. See <a
 * href="https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-subjects">Referring to subjects</a>.
 *
 * @param kind {@code User}, {@code Group} or {@code ServiceAccount}; a subject of another kind has no effect
 * @param namespace the namespace of a ServiceAccount, by default that of the RoleBinding; empty for other kinds
 * @param name the name of the user, group or ServiceAccount
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Subject(String kind, String namespace, String name) {

    static final String USER = "User";
    static final String GROUP = "Group";
    static final String SERVICE_ACCOUNT = "ServiceAccount";

    /** The subjects that stand for all users, or for users that the policy's author does not choose. */
    @API(status = API.Status.INTERNAL)
    public static final List<Subject> EVERYBODY = List.of(
            group("system:authenticated"),
            group("system:unauthenticated"),
            group("system:serviceaccounts"),
            user("system:anonymous"));

    private static final String ACCOUNT_PREFIX = "system:serviceaccount:";

    private static final Pattern USER_TEXT = Pattern.compile("(?:User |user:)(\\S|\\S.*\\S)");
    private static final Pattern GROUP_TEXT = Pattern.compile("(?:Group |group:)(\\S|\\S.*\\S)");
    private static final Pattern SERVICE_ACCOUNT_TEXT =
            Pattern.compile("(?:ServiceAccount |serviceaccount:)?([a-z0-9][-a-z0-9]*)/([a-z0-9][-.a-z0-9]*)");

    /**
     * {@return a user by name}
     *
     * @param name for example {@code alice}
     */
    public static Subject user(String name) {
        return new Subject(USER, "", name);
    }

    /**
     * {@return a group by name}
     *
     * @param name for example {@code developers} or {@code github:org/team}
     */
    public static Subject group(String name) {
        return new Subject(GROUP, "", name);
    }

    /**
     * {@return a ServiceAccount by namespace and name}
     *
     * @param namespace for example {@code ci}
     * @param name for example {@code deployer}
     */
    public static Subject serviceAccount(String namespace, String name) {
        return new Subject(SERVICE_ACCOUNT, namespace, name);
    }

    /**
     * {@return the subject that a text names}
     *
     * @param text {@code User alice} or {@code user:alice}; {@code Group developers} or {@code group:developers};
     *     {@code ServiceAccount ci/deployer}, {@code serviceaccount:ci/deployer}, {@code ci/deployer} or
     *     {@code system:serviceaccount:ci:deployer}. Names of users and groups may contain slashes, colons and blanks.
     * @throws IllegalArgumentException if the text has none of these forms
     */
    public static Subject parse(String text) {
        return find(text)
                .orElseThrow(
                        () -> new IllegalArgumentException("\"" + text + "\" names no subject: write \"User alice\","
                                + " \"Group developers\" or \"ServiceAccount ci/deployer\"; \"user:alice\","
                                + " \"group:developers\" and \"ci/deployer\" are good too"));
    }

    /**
     * {@return the subject that a text names, or empty if {@link #parse} does not accept the text}
     *
     * @param text for example {@code Group developers}
     */
    @API(status = API.Status.INTERNAL)
    public static Optional<Subject> find(String text) {
        Matcher user = USER_TEXT.matcher(text);
        if (user.matches()) {
            return Optional.of(user(user.group(1)));
        }
        Matcher group = GROUP_TEXT.matcher(text);
        if (group.matches()) {
            return Optional.of(group(group.group(1)));
        }
        Matcher account = SERVICE_ACCOUNT_TEXT.matcher(text);
        return account.matches()
                ? Optional.of(serviceAccount(account.group(1), account.group(2)))
                : serviceAccountOf(text);
    }

    /**
     * {@return the ServiceAccount with a user name, or empty for any other user. See <a
     * href="https://kubernetes.io/docs/reference/access-authn-authz/authentication/#service-account-tokens">Service
     * account tokens</a>}
     *
     * @param userName for example {@code system:serviceaccount:ci:deployer}
     */
    @API(status = API.Status.INTERNAL)
    public static Optional<Subject> serviceAccountOf(String userName) {
        if (!userName.startsWith(ACCOUNT_PREFIX)) {
            return Optional.empty();
        }
        List<String> parts = List.of(userName.substring(ACCOUNT_PREFIX.length()).split(":", -1));
        boolean isWhole = parts.size() == 2 && parts.stream().noneMatch(String::isEmpty);
        return isWhole ? Optional.of(serviceAccount(parts.get(0), parts.get(1))) : Optional.empty();
    }

    /**
     * {@return the subject of a user name, as messages show it: {@code alice}, or {@code ServiceAccount ci/deployer}}
     *
     * @param userName for example {@code system:serviceaccount:ci:deployer}
     */
    @API(status = API.Status.INTERNAL)
    public static String textOf(String userName) {
        return serviceAccountOf(userName).map(Subject::toString).orElse(userName);
    }

    /**
     * {@return the user name that it names, as in requests and in bindings to a User; empty for a group, and for a
     * ServiceAccount without a namespace, which names no user}
     */
    @API(status = API.Status.INTERNAL)
    public String userName() {
        return switch (kind) {
            case USER -> name;
            case SERVICE_ACCOUNT -> namespace.isEmpty() ? "" : ACCOUNT_PREFIX + namespace + ":" + name;
            default -> "";
        };
    }

    /**
     * {@return a subject as the authorizer reads it}
     *
     * @param subject the subject as a binding names it
     * @param bindingNamespace the namespace of a ServiceAccount that has none; empty for a ClusterRoleBinding
     * @throws IllegalArgumentException if it has no kind or name
     */
    @API(status = API.Status.INTERNAL)
    public static Subject of(JsonElement subject, String bindingNamespace) {
        String kind = Json.text(subject, "kind");
        String name = Json.text(subject, "name");
        if (kind.isEmpty() || name.isEmpty()) {
            throw new IllegalArgumentException("each of its subjects needs a kind and a name");
        }
        String namespace = Json.text(subject, "namespace");
        return kind.equals(SERVICE_ACCOUNT)
                ? serviceAccount(namespace.isEmpty() ? bindingNamespace : namespace, name)
                : new Subject(kind, "", name);
    }

    /**
     * {@return the subject that names the same user: a ServiceAccount for its user name; empty if it names no user, as
     * a ServiceAccount without a namespace in a ClusterRoleBinding}
     */
    @API(status = API.Status.INTERNAL)
    public Optional<Subject> normal() {
        return switch (kind) {
            case USER -> Optional.of(serviceAccountOf(name).orElse(this));
            case GROUP -> Optional.of(this);
            case SERVICE_ACCOUNT -> namespace.isEmpty() ? Optional.empty() : Optional.of(this);
            default -> Optional.empty();
        };
    }

    /**
     * {@return whether it names a user, by user name or by one of the groups}
     *
     * @param user the user
     */
    @API(status = API.Status.INTERNAL)
    public boolean appliesTo(UserInfo user) {
        return kind.equals(GROUP)
                ? user.groups().contains(name)
                : user.name().equals(userName()) && !user.name().isEmpty();
    }

    /** {@return for example {@code User alice}, {@code Group developers} or {@code ServiceAccount ci/deployer}} */
    @Override
    public String toString() {
        return Printable.text(kind + " " + (namespace.isEmpty() ? "" : namespace + "/") + name);
    }
}
