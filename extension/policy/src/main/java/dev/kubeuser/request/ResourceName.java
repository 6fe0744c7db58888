// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.request;

import java.util.Collection;
import java.util.List;
import org.apiguardian.api.API;

/**
 * A resource as kubectl writes it: {@code pods}, {@code pods/log}, {@code deployments.apps/scale}.
 *
 * @param group the API group, empty for the core group
 * @param resource the plural
 * @param subresource empty for the resource itself
 */
@API(status = API.Status.INTERNAL)
public record ResourceName(String group, String resource, String subresource) {

    /**
     * {@return the resource that a text names}
     *
     * @param written for example {@code deployments.apps/scale}
     */
    public static ResourceName parse(String written) {
        int slash = written.indexOf('/');
        String whole = slash < 0 ? written : written.substring(0, slash);
        String subresource = slash < 0 ? "" : written.substring(slash + 1);
        int dot = whole.indexOf('.');
        return dot < 0
                ? new ResourceName("", whole, subresource)
                : new ResourceName(whole.substring(dot + 1), whole.substring(0, dot), subresource);
    }

    /**
     * {@return the resource that a rule names}
     *
     * @param group the API group, empty for the core group
     * @param resource with its subresource, as in {@code pods/log}
     */
    public static ResourceName of(String group, String resource) {
        int slash = resource.indexOf('/');
        return slash < 0
                ? new ResourceName(group, resource, "")
                : new ResourceName(group, resource.substring(0, slash), resource.substring(slash + 1));
    }

    /** {@return the resource itself, of a subresource} */
    public ResourceName parent() {
        return new ResourceName(group, resource, "");
    }

    /**
     * {@return another subresource of it}
     *
     * @param name for example {@code log}
     */
    public ResourceName subresource(String name) {
        return new ResourceName(group, resource, name);
    }

    /**
     * {@return the request for all its objects}
     *
     * @param verb the verb
     * @param namespace the namespace; empty for none
     */
    public ResourceAttributes request(String verb, String namespace) {
        return new ResourceAttributes(verb, group, resource, subresource, namespace, "");
    }

    /**
     * {@return the requests for it, wherever they are}
     *
     * @param verbs the verbs; {@code *} for all
     * @param names the names of the objects; empty for any
     */
    public RequestSet requests(Collection<String> verbs, List<String> names) {
        return RequestSet.ofResources(verbs, List.of(group), List.of(inRules()), names);
    }

    /** {@return whether it is a subresource} */
    public boolean isSubresource() {
        return !subresource.isEmpty();
    }

    /** {@return whether it occurs only in rules, never in a request} */
    public boolean isWildcard() {
        return resource.equals("*");
    }

    /** {@return it as rules write it, without its group, for example {@code pods/log}} */
    public String inRules() {
        return subresource.isEmpty() ? resource : resource + "/" + subresource;
    }

    @Override
    public String toString() {
        return resource + (group.isEmpty() ? "" : "." + group) + (subresource.isEmpty() ? "" : "/" + subresource);
    }
}
