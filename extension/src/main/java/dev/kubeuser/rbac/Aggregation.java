package dev.kubeuser.rbac;

/**
 * Which rules a ClusterRole with an {@code aggregationRule} has. See
 * <a href="https://kubernetes.io/docs/reference/access-authn-authz/rbac/#aggregated-clusterroles">Aggregated
 * ClusterRoles</a>.
 */
public enum Aggregation {

    /**
     * The rules of the ClusterRoles that its selectors match, as the cluster's controller computes them; use it for
     * manifests. If they match none, its own rules stay, as the controller leaves them.
     */
    COMPUTED,

    /** Its own rules; use it for objects of a cluster, in which the controller wrote them already. */
    WRITTEN
}
