package dev.kubeuser.apply;

/**
 * Where the API server keeps the objects of a kind.
 *
 * @param base path of group and version, for example {@code /apis/rbac.authorization.k8s.io/v1}
 * @param plural the resource, for example {@code roles}
 * @param namespaced whether its objects are in namespaces
 */
record ApiResource(String base, String plural, boolean namespaced) {}
