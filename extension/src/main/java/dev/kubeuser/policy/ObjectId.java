package dev.kubeuser.policy;

/**
 * What names an object of RBAC: its kind, namespace and name.
 *
 * @param kind {@code Role}, {@code ClusterRole}, {@code RoleBinding} or {@code ClusterRoleBinding}; in a reference
 *     whatever was written there
 * @param namespace the namespace, empty for cluster-wide kinds
 * @param name the name
 */
public record ObjectId(String kind, String namespace, String name) {

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
