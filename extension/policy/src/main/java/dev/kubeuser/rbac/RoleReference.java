// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac;

import dev.kubeuser.base.internal.Printable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apiguardian.api.API;

/**
 * Names a Role or ClusterRole, which need not exist.
 *
 * @param kind {@code Role} or {@code ClusterRole}; a roleRef may name another kind, which grants nothing
 * @param namespace of a Role; empty for a ClusterRole
 * @param name the name
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record RoleReference(String kind, String namespace, String name) {

    private static final String NAMESPACED = "Role";
    private static final String CLUSTER_WIDE = "ClusterRole";

    /** Reports write the namespace of a test as its placeholder. */
    private static final Pattern TEXT =
            Pattern.compile("(?:" + NAMESPACED + " ([a-z0-9][-a-z0-9]*|\\$\\{kubeuser\\.[^}\\s]*})/|" + CLUSTER_WIDE
                    + " )([^\\s/%]|[^\\s/%][^/%]*[^\\s/%])");

    /**
     * {@return a reference to a Role}
     *
     * @param namespace for example {@code dev}
     * @param name for example {@code reader}
     */
    public static RoleReference role(String namespace, String name) {
        return new RoleReference(NAMESPACED, namespace, name);
    }

    /**
     * {@return a reference to a ClusterRole}
     *
     * @param name for example {@code view}
     */
    public static RoleReference clusterRole(String name) {
        return new RoleReference(CLUSTER_WIDE, "", name);
    }

    /**
     * {@return the role that a text names}
     *
     * @param text for example {@code Role dev/reader} or {@code ClusterRole view}; a namespace that
     *     {@code @KubeNamespace} declares is written as its placeholder, {@code Role ${kubeuser.namespace}/reader}
     * @throws IllegalArgumentException if the text has neither form
     */
    public static RoleReference parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" names no role: write \"Role dev/reader\" or \"ClusterRole view\"");
        }
        String namespace = matcher.group(1);
        return namespace == null ? clusterRole(matcher.group(2)) : role(namespace, matcher.group(2));
    }

    /** {@return whether it is cluster-wide, not in one namespace} */
    @API(status = API.Status.INTERNAL)
    public boolean isClusterWide() {
        return namespace.isEmpty();
    }

    /** {@return for example {@code Role dev/reader} or {@code ClusterRole view}} */
    @Override
    public String toString() {
        return Printable.text(kind + " " + (namespace.isEmpty() ? "" : namespace + "/") + name);
    }
}
