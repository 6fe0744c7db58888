package dev.kubeuser.rbac;

/** How a request differs from what a rule allows, from the nearest to the farthest. */
public enum Difference {
    /** The rule is for objects of other names. */
    RESOURCE_NAME,
    /** The rule is for another subresource, for the resource itself, or for a subresource only. */
    SUBRESOURCE,
    /** The rule is for other verbs. */
    VERB,
    /** The rule is for another API group. */
    API_GROUP,
    /** The rule is bound in another namespace, or in one namespace while the request is cluster-wide. */
    NAMESPACE,
    /** The rule is for other resources. */
    RESOURCE,
    /** The rule is for other paths. */
    PATH,
    /** The binding does not name the user. */
    SUBJECT
}
