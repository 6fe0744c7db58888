package dev.kubeuser.discovery.internal;

/** Where a question about a resource can be asked. */
public enum ResourceScope {
    /** In a namespace, or in all of them. */
    NAMESPACED,
    /** Without a namespace. */
    CLUSTER,
    /** Both, for example {@code bind} of a ClusterRole, which a RoleBinding may refer to. */
    EITHER
}
