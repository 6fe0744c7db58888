package dev.kubeuser.assertion;

import dev.kubeuser.discovery.internal.DiscoveredResource;
import dev.kubeuser.discovery.internal.Discovery;
import dev.kubeuser.discovery.internal.ResourceName;
import dev.kubeuser.discovery.internal.ResourceScope;
import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.review.AccessQuery;
import dev.kubeuser.review.internal.AccessReviewer;
import dev.kubeuser.review.internal.KnownVerbs;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;

/**
 * All questions that make sense about one user in one namespace: what the server serves there, what authorizers are asked
 * for besides, and what the user's rules name.
 *
 * @param reviewer who
 * @param namespace where
 */
record EveryQuestion(AccessReviewer reviewer, String namespace) {

    Set<AccessQuery> list() {
        Discovery discovery = reviewer.discovery();
        Set<AccessQuery> questions = new LinkedHashSet<>();
        discovery.all().stream()
                .filter(DiscoveredResource::isNamespaced)
                .forEach(resource -> add(resource.name(), resource.verbs(), questions));
        KnownVerbs.all().stream()
                .filter(usage -> usage.scope() != ResourceScope.CLUSTER)
                .forEach(usage -> add(usage.resource(), usage.verbs(), questions));
        reviewer.policy().bindingsFor(reviewer.userInfo(), namespace).stream()
                .map(applied -> applied.role())
                .filter(Objects::nonNull)
                .map(RbacRole::rules)
                .flatMap(rules -> rules.stream())
                .map(rule -> new RuleQuestions(rule, namespace, discovery))
                .toList()
                .forEach(rule -> rule.addTo(questions));
        return questions;
    }

    private void add(ResourceName resource, Set<String> verbs, Set<AccessQuery> questions) {
        verbs.forEach(verb -> questions.add(AccessQuery.of(verb, resource, namespace)));
    }
}
