// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.query.internal;

import dev.kubeuser.request.RequestSet;
import dev.kubeuser.request.ResourceName;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The resources that an API server serves and asks RBAC about.
 *
 * @param served all of them
 * @param questions the check of what can be asked
 * @param groups their API groups
 */
public record AskedResources(List<ServedResource> served, QueryCheck questions, Set<String> groups) {

    private static final String ALL_FINALIZERS = "*/finalizers";
    private static final ResourceName SECRETS = ResourceName.parse("secrets");

    /** Returns those of a list. */
    public static AskedResources of(List<ServedResource> served, QueryCheck questions) {
        Set<String> groups = new LinkedHashSet<>();
        served.forEach(resource -> groups.add(resource.name().group()));
        return new AskedResources(served, questions, Collections.unmodifiableSet(groups));
    }

    /** Whether an API server asks for a verb on a resource, each as a rule has it. */
    public boolean isAsked(String verb, String group, String resource) {
        return of(verb, group, resource, "").findAny().isPresent();
    }

    /**
     * Returns those about which an API server asks for a verb, Secrets first if all are meant.
     *
     * @param verb the verb of a rule
     * @param group the API group of the rule
     * @param resource its resource
     * @param name its object; empty for any
     */
    public Stream<ServedResource> of(String verb, String group, String resource, String name) {
        if (KnownVerbs.isOfAnyText(verb, List.of(group))) {
            ResourceName any = KnownVerbs.ofAnyText(verb, resource.replace("*", "any"));
            return Stream.of(new ServedResource(any, ServedResource.Scope.NAMESPACED, Set.of(verb)))
                    .filter(found -> questions.isAsked(verb, found));
        }
        Stream<ServedResource> meant = resource.contains("*")
                ? matching(verb, group, resource, name)
                        .sorted(Comparator.comparing(
                                found -> !found.name().parent().equals(SECRETS)))
                : (group.equals("*") ? groups.stream() : Stream.of(group))
                        .flatMap(each -> usages(ResourceName.of(each, resource)));
        return meant.filter(found -> questions.isAsked(verb, found));
    }

    /** Returns what can be asked about a resource. Where any subresource can, it is the one that the rule names. */
    private Stream<ServedResource> usages(ResourceName name) {
        return questions.usages(name).stream().map(usage -> new ServedResource(name, usage.scope(), usage.verbs()));
    }

    private Stream<ServedResource> matching(String verb, String group, String resource, String name) {
        RequestSet allowed = RequestSet.ofResources(
                List.of(verb), List.of(group), List.of(resource), name.isEmpty() ? List.of() : List.of(name));
        Stream<ServedResource> all = resource.equals(ALL_FINALIZERS)
                ? served.stream()
                        .map(ServedResource::name)
                        .filter(found -> !found.isSubresource())
                        .distinct()
                        .flatMap(found -> usages(found.subresource("finalizers")))
                : served.stream();
        return all.filter(
                found -> allowed.contains(found.name().request(verb, "").named(name)));
    }
}
