package dev.kubeuser.assertion;

import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.review.AccessQuery;
import dev.kubeuser.review.ApiResource;
import dev.kubeuser.review.Discovery;
import dev.kubeuser.review.KnownVerbs;
import dev.kubeuser.review.ResourceName;
import dev.kubeuser.review.Scope;
import dev.kubeuser.review.User;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;

/**
 * All questions that make sense about one user in one namespace: what the server serves there, what authorizers are asked
 * for besides, and what the user's rules name.
 *
 * @param user who
 * @param namespace where
 */
record EveryQuestion(User user, String namespace) {

    Set<AccessQuery> list() {
        Discovery discovery = user.discovery();
        Set<AccessQuery> questions = new LinkedHashSet<>();
        discovery.all().stream()
                .filter(ApiResource::isNamespaced)
                .forEach(resource -> add(resource.name(), resource.verbs(), questions));
        KnownVerbs.all().stream()
                .filter(usage -> usage.scope() != Scope.CLUSTER)
                .forEach(usage -> add(usage.resource(), usage.verbs(), questions));
        user.policy().bindingsFor(user.requester(), namespace).stream()
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
