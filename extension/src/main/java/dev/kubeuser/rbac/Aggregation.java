package dev.kubeuser.rbac;

/**
 * Which rules a ClusterRole with an {@code aggregationRule} has. See
 * <a href="https://kubernetes.io/docs/reference/access-authn-authz/rbac/#aggregated-clusterroles">Aggregated
 * ClusterRoles</a>.
 */
public enum Aggregation {

    /**
     * Those that its selectors find, as for manifests: what a cluster's controller would write there. Where they find
     * none, those that were written, which the controller then leaves.
     */
    COMPUTED,

    /** Those that were written, as for objects read from a cluster: the authorizer knows no others. */
    WRITTEN
}
