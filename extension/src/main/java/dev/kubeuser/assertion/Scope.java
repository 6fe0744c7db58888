package dev.kubeuser.assertion;

/** Where a question about a resource can be asked. */
enum Scope {
    /** In a namespace, or in all of them. */
    NAMESPACED,
    /** Without a namespace. */
    CLUSTER,
    /** Both, as {@code bind} of a ClusterRole, which a RoleBinding may refer to. */
    EITHER
}
