// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac;

import dev.kubeuser.base.internal.Printable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apiguardian.api.API;

/**
 * Names a RoleBinding or ClusterRoleBinding, which need not exist.
 *
 * @param kind {@code RoleBinding} or {@code ClusterRoleBinding}
 * @param namespace of a RoleBinding; empty for a ClusterRoleBinding
 * @param name the name
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record BindingReference(String kind, String namespace, String name) {

    private static final String NAMESPACED = "RoleBinding";
    private static final String CLUSTER_WIDE = "ClusterRoleBinding";

    /** Reports write the namespace of a test as its placeholder. */
    private static final Pattern TEXT =
            Pattern.compile("(?:" + NAMESPACED + " ([a-z0-9][-a-z0-9]*|\\$\\{kubeuser\\.[^}\\s]*})/|" + CLUSTER_WIDE
                    + " )([^\\s/%]|[^\\s/%][^/%]*[^\\s/%])");

    /**
     * {@return a reference to a RoleBinding}
     *
     * @param namespace for example {@code dev}
     * @param name for example {@code developers}
     */
    public static BindingReference roleBinding(String namespace, String name) {
        return new BindingReference(NAMESPACED, namespace, name);
    }

    /**
     * {@return a reference to a ClusterRoleBinding}
     *
     * @param name for example {@code admins}
     */
    public static BindingReference clusterRoleBinding(String name) {
        return new BindingReference(CLUSTER_WIDE, "", name);
    }

    /**
     * {@return the binding that a text names}
     *
     * @param text for example {@code RoleBinding dev/developers} or {@code ClusterRoleBinding admins}; a namespace that
     *     {@code @KubeNamespace} declares is written as its placeholder, {@code RoleBinding
     *     ${kubeuser.namespace}/developers}
     * @throws IllegalArgumentException if the text has neither form
     */
    public static BindingReference parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("\"" + text
                    + "\" names no binding: write \"RoleBinding dev/developers\" or \"ClusterRoleBinding admins\"");
        }
        String namespace = matcher.group(1);
        return namespace == null ? clusterRoleBinding(matcher.group(2)) : roleBinding(namespace, matcher.group(2));
    }

    /** {@return whether it is cluster-wide, not in one namespace} */
    @API(status = API.Status.INTERNAL)
    public boolean isClusterWide() {
        return namespace.isEmpty();
    }

    /** {@return for example {@code RoleBinding dev/developers} or {@code ClusterRoleBinding admins}} */
    @Override
    public String toString() {
        return Printable.text(kind + " " + (namespace.isEmpty() ? "" : namespace + "/") + name);
    }
}
