// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.question.internal;

import static java.util.function.Predicate.not;

import dev.kubeuser.query.AccessQuery;
import dev.kubeuser.query.internal.Discovery;
import dev.kubeuser.query.internal.KnownVerbs;
import dev.kubeuser.query.internal.ServedResource;
import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.request.ResourceName;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All questions that make sense about one user in one place: a namespace, all of them at once, or none. */
public final class EveryQuestion {

    /** The place that stands for all namespaces at once. */
    public static final String ALL_NAMESPACES = "*";

    private static final String ALL = "*";
    private static final ResourceName NAMESPACES = ResourceName.parse("namespaces");

    private EveryQuestion() {}

    /** The questions about the resources that are served in a place; in a namespace also about the namespace itself. */
    public static Set<AccessQuery> served(Collection<ServedResource> served, String place) {
        ServedResource.Scope scope = place.isEmpty() ? ServedResource.Scope.CLUSTER : ServedResource.Scope.NAMESPACED;
        Set<AccessQuery> questions = new LinkedHashSet<>();
        for (ServedResource resource : served) {
            if (resource.scope() == scope || resource.scope() == ServedResource.Scope.EITHER) {
                resource.verbs().forEach(verb -> questions.add(query(resource.name(), verb, place)));
            } else if (!place.isEmpty()
                    && !place.equals(ALL_NAMESPACES)
                    && resource.name().parent().equals(NAMESPACES)) {
                resource.verbs().stream()
                        .map(verb -> query(resource.name(), verb, "").named(place))
                        .filter(query -> query.attributes().namespace().equals(place))
                        .forEach(questions::add);
            }
        }
        return questions;
    }

    private static AccessQuery query(ResourceName resource, String verb, String place) {
        return place.equals(ALL_NAMESPACES)
                ? AccessQuery.of(resource.request(verb, "")).inAllNamespaces()
                : AccessQuery.of(resource.request(verb, place));
    }

    /** These questions, and the same about each object that the user's rules name there. */
    public static Set<AccessQuery> withNamed(AccessReviewer reviewer, Set<AccessQuery> served, String place) {
        Set<AccessQuery> questions = new LinkedHashSet<>(served);
        rules(reviewer, place).forEach(rule -> questions.addAll(aboutObjects(rule, questions)));
        return questions;
    }

    /** What the server serves in a namespace, what else authorizers are asked for, and what the user's rules name. */
    public static Set<AccessQuery> about(AccessReviewer reviewer, String namespace) {
        Set<AccessQuery> questions =
                new LinkedHashSet<>(served(reviewer.context().served(), namespace));
        Discovery discovery = reviewer.context().discovery().get();
        rules(reviewer, namespace)
                .forEach(rule -> unserved(rule, namespace, discovery).forEach(questions::add));
        return withNamed(reviewer, questions, namespace);
    }

    private static List<RbacRule> rules(AccessReviewer reviewer, String place) {
        return reviewer.policy().bindingsFor(reviewer.userInfo(), place.equals(ALL_NAMESPACES) ? "" : place).stream()
                .map(applied -> applied.role())
                .filter(Objects::nonNull)
                .map(RbacRole::rules)
                .flatMap(List::stream)
                .toList();
    }

    /** An object that a rule names is asked about with all verbs that name one. */
    private static List<AccessQuery> aboutObjects(RbacRule rule, Set<AccessQuery> questions) {
        // The empty name is that of requests without one, which are among the questions already.
        List<AccessQuery> named = rule.resourceNames().stream()
                .filter(name -> !name.isBlank())
                .flatMap(name ->
                        questions.stream().filter(AccessQuery::canBeNamed).map(query -> query.named(name)))
                .toList();
        Set<String> resources = named.stream()
                .filter(query -> rule.allows(query.attributes()))
                .map(AccessQuery::resource)
                .collect(Collectors.toSet());
        return named.stream()
                .filter(query -> resources.contains(query.resource()))
                .toList();
    }

    /** Verbs and resources that only the rules know. */
    private static Stream<AccessQuery> unserved(RbacRule rule, String namespace, Discovery discovery) {
        return literal(rule.resources())
                .map(ResourceName::parse)
                .flatMap(written -> literal(rule.apiGroups())
                        .map(group -> new ResourceName(group, written.resource(), written.subresource()))
                        .flatMap(name -> unserved(rule, name, discovery).map(verb -> query(name, verb, namespace))));
    }

    private static Stream<String> unserved(RbacRule rule, ResourceName name, Discovery discovery) {
        List<ServedResource> usages = KnownVerbs.of(name, discovery, ServerFeature.all());
        boolean elsewhere =
                name.isWildcard() || usages.stream().anyMatch(usage -> usage.scope() == ServedResource.Scope.CLUSTER);
        return elsewhere ? Stream.empty() : literal(rule.verbs()).filter(verb -> isPossible(verb, usages));
    }

    /** No request has the verb list for {@code pods/log}: a rule may name it all the same, and it gives nothing. */
    private static boolean isPossible(String verb, List<ServedResource> usages) {
        return usages.isEmpty()
                || !KnownVerbs.OF_REQUESTS.contains(verb)
                || usages.stream().anyMatch(usage -> usage.verbs().contains(verb));
    }

    private static Stream<String> literal(List<String> values) {
        return values.stream().filter(not(ALL::equals));
    }
}
