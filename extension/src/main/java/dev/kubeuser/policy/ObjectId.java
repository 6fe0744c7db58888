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

    static ObjectId role(String namespace, String name) {
        return new ObjectId("Role", namespace, name);
    }

    static ObjectId clusterRole(String name) {
        return new ObjectId("ClusterRole", "", name);
    }

    static ObjectId roleBinding(String namespace, String name) {
        return new ObjectId("RoleBinding", namespace, name);
    }

    static ObjectId clusterRoleBinding(String name) {
        return new ObjectId("ClusterRoleBinding", "", name);
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
