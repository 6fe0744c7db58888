package dev.kubeuser.discovery.internal;

import dev.kubeuser.request.ResourceAttributes;

/**
 * A resource as kubectl writes it: {@code pods}, {@code pods/log}, {@code deployments.apps/scale}.
 *
 * @param group the API group, empty for the core group
 * @param resource the plural
 * @param subresource empty for the resource itself
 */
public record ResourceName(String group, String resource, String subresource) {

    public static ResourceName parse(String written) {
        int slash = written.indexOf('/');
        String whole = slash < 0 ? written : written.substring(0, slash);
        String subresource = slash < 0 ? "" : written.substring(slash + 1);
        int dot = whole.indexOf('.');
        return dot < 0
                ? new ResourceName("", whole, subresource)
                : new ResourceName(whole.substring(dot + 1), whole.substring(0, dot), subresource);
    }

    /** Returns the resource that a rule names, as in {@code pods/log} of the group. */
    public static ResourceName of(String group, String resource) {
        int slash = resource.indexOf('/');
        return slash < 0
                ? new ResourceName(group, resource, "")
                : new ResourceName(group, resource.substring(0, slash), resource.substring(slash + 1));
    }

    public ResourceName parent() {
        return new ResourceName(group, resource, "");
    }

    public ResourceName subresource(String name) {
        return new ResourceName(group, resource, name);
    }

    /** The request for all its objects in a namespace, or without one if it is empty. */
    public ResourceAttributes request(String verb, String namespace) {
        return new ResourceAttributes(verb, group, resource, subresource, namespace, "");
    }

    public boolean isSubresource() {
        return !subresource.isEmpty();
    }

    /** Whether it occurs only in rules, never in a request. */
    public boolean isWildcard() {
        return resource.equals("*");
    }

    @Override
    public String toString() {
        return resource + (group.isEmpty() ? "" : "." + group) + (subresource.isEmpty() ? "" : "/" + subresource);
    }
}
