// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import dev.kubeuser.query.internal.KnownVerbs;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.request.NonResourceAttributes;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.ResourceAttributes;
import dev.kubeuser.request.ResourceName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The smallest part of a rule: one verb on one resource of one API group, for one name; or one verb on one URL. A
 * {@code *} stays as written.
 *
 * @param verb what may be done
 * @param apiGroup the API group, empty for the core group and for URLs
 * @param resource the resource with its subresource, empty for URLs
 * @param resourceName the object, empty for any
 * @param nonResourceUrl the URL, empty for resources
 */
public record Permission(String verb, String apiGroup, String resource, String resourceName, String nonResourceUrl) {

    /**
     * {@return the permissions of a rule, in the order in which they are written}
     *
     * @param rule the rule
     */
    public static List<Permission> of(RbacRule rule) {
        List<String> names = rule.resourceNames().isEmpty() ? List.of("") : rule.resourceNames();
        List<Permission> permissions = new ArrayList<>();
        for (String verb : rule.verbs()) {
            for (String group : rule.apiGroups()) {
                for (String resource : rule.resources()) {
                    names.forEach(name -> permissions.add(new Permission(verb, group, resource, name, "")));
                }
            }
            rule.nonResourceUrls().forEach(url -> permissions.add(new Permission(verb, "", "", "", url)));
        }
        return permissions;
    }

    /** Returns exactly what a request needs. */
    public static Permission of(RequestAttributes request) {
        if (request instanceof ResourceAttributes asked) {
            return new Permission(asked.verb(), asked.apiGroup(), asked.resourceInRules(), asked.name(), "");
        }
        return new Permission(request.verb(), "", "", "", ((NonResourceAttributes) request).path());
    }

    /**
     * {@return whether it allows a request of a user that has the rule}
     *
     * @param request the request
     */
    public boolean allows(RequestAttributes request) {
        return asRule().allows(request);
    }

    /** Returns the same permission for objects of any name. */
    public Permission forAnyName() {
        return new Permission(verb, apiGroup, resource, "", nonResourceUrl);
    }

    /** Whether it allows exactly this request. */
    public boolean isNoMoreThan(RequestAttributes request, boolean isClusterWide) {
        boolean isInPlace = request instanceof NonResourceAttributes
                || isClusterWide == request.namespace().isEmpty();
        return isInPlace && equals(of(request));
    }

    /**
     * Returns the requests that it allows and of which an audit log cannot show that authorizers were asked about them.
     * Literally: a {@code *} for a group or resource stays.
     */
    List<RequestAttributes> withoutTrace() {
        if (!nonResourceUrl.isEmpty()) {
            return List.of();
        }
        ResourceAttributes any = ResourceAttributes.of(verb, apiGroup, resource).named(resourceName);
        return KnownVerbs.withoutTrace(verb, new ResourceName(apiGroup, any.resource(), any.subresource())).stream()
                .<RequestAttributes>map(any::withVerb)
                .toList();
    }

    /** Returns a rule that consists of it. */
    public RbacRule asRule() {
        boolean isUrl = !nonResourceUrl.isEmpty();
        return new RbacRule(
                new RbacRule.Id(RoleReference.role("", ""), 0),
                null,
                List.of(verb),
                isUrl ? List.of() : List.of(apiGroup),
                isUrl ? List.of() : List.of(resource),
                resourceName.isEmpty() ? List.of() : List.of(resourceName),
                isUrl ? List.of(nonResourceUrl) : List.of());
    }

    /**
     * {@return permissions as questions are written, those that differ in the verb together, for example {@code get,
     * list secrets}}
     *
     * @param permissions the permissions
     */
    public static List<String> texts(Collection<Permission> permissions) {
        Map<String, List<String>> verbs = new LinkedHashMap<>();
        permissions.forEach(each -> verbs.computeIfAbsent(
                        each.toString().substring(each.verb().length()), on -> new ArrayList<>())
                .add(each.verb()));
        return verbs.entrySet().stream()
                .map(each -> String.join(", ", each.getValue()) + each.getKey())
                .toList();
    }

    /**
     * {@return the permission as questions are written, for example {@code get secrets "db"} or {@code list
     * deployments.apps}}
     */
    @Override
    public String toString() {
        return nonResourceUrl.isEmpty()
                ? ResourceAttributes.of(verb, apiGroup, resource)
                        .named(resourceName)
                        .toString()
                : new NonResourceAttributes(verb, nonResourceUrl).toString();
    }
}
