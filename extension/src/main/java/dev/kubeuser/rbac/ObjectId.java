package dev.kubeuser.rbac;

import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What names an object of RBAC: its kind, namespace and name.
 *
 * @param kind {@code Role}, {@code ClusterRole}, {@code RoleBinding} or {@code ClusterRoleBinding}; in a reference
 *     whatever was written there
 * @param namespace the namespace, empty for cluster-wide kinds
 * @param name the name
 */
public record ObjectId(String kind, String namespace, String name) {

    private static final Pattern TEXT = Pattern.compile("(\\S+) (?:([^/ ]+)/)?([^/ ]+)");

    /**
     * {@return what was written as by {@link #toString()}, as in {@code Role dev/reader}}
     *
     * @param text kind, a blank, namespace and slash if there is one, and name
     * @throws IllegalArgumentException if it is none
     */
    public static ObjectId parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("\"" + text
                    + "\" is no name of an object: write it as in Role dev/reader" + " or ClusterRole view");
        }
        return new ObjectId(matcher.group(1), Objects.requireNonNullElse(matcher.group(2), ""), matcher.group(3));
    }

    /**
     * {@return whether it counts in the whole cluster, not in one namespace}
     */
    public boolean isClusterWide() {
        return namespace.isEmpty();
    }

    /** {@return for example {@code RoleBinding dev/developers} or {@code ClusterRole view}} */
    @Override
    public String toString() {
        return kind + " " + (namespace.isEmpty() ? "" : namespace + "/") + name;
    }
}
