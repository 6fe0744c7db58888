package dev.kubeuser.assertion;

import static java.util.function.Predicate.not;

import dev.kubeuser.discovery.internal.Discovery;
import dev.kubeuser.discovery.internal.ResourceName;
import dev.kubeuser.discovery.internal.ResourceScope;
import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.review.AccessQuery;
import dev.kubeuser.review.internal.AccessReviewer;
import dev.kubeuser.review.internal.KnownVerbs;
import dev.kubeuser.review.internal.ServedResource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** All questions that make sense about one user in one namespace. */
final class EveryQuestion {

    private static final String ALL = "*";

    private final AccessReviewer reviewer;
    private final String namespace;
    private final Discovery discovery;
    private final Set<AccessQuery> questions = new LinkedHashSet<>();

    private EveryQuestion(AccessReviewer reviewer, String namespace) {
        this.reviewer = reviewer;
        this.namespace = namespace;
        this.discovery = reviewer.discovery();
    }

    /** What the server serves there, what else authorizers are asked for, and what the user's rules name. */
    static Set<AccessQuery> about(AccessReviewer reviewer, String namespace) {
        EveryQuestion every = new EveryQuestion(reviewer, namespace);
        every.addServed();
        every.rules().forEach(every::addNamedBy);
        return every.questions;
    }

    private void addServed() {
        reviewer.served().stream()
                .filter(ServedResource::isNamespaced)
                .forEach(resource -> add(resource.name(), resource.verbs()));
    }

    private void add(ResourceName resource, Iterable<String> verbs) {
        verbs.forEach(verb -> questions.add(AccessQuery.of(resource.request(verb, namespace))));
    }

    private List<RbacRule> rules() {
        return reviewer.policy().bindingsFor(reviewer.userInfo(), namespace).stream()
                .map(applied -> applied.role())
                .filter(Objects::nonNull)
                .map(RbacRole::rules)
                .flatMap(List::stream)
                .toList();
    }

    /** Verbs and resources that only the rules know, and the objects that a rule names. */
    private void addNamedBy(RbacRule rule) {
        for (String resource : literal(rule.resources())) {
            literal(rule.apiGroups()).forEach(group -> addNamedBy(rule, group, ResourceName.parse(resource)));
        }
        for (String name : rule.resourceNames()) {
            List<AccessQuery> named = questions.stream()
                    .filter(AccessQuery::canBeNamed)
                    .map(query -> query.named(name))
                    .filter(query -> rule.allows(query.attributes()))
                    .toList();
            questions.addAll(named);
        }
    }

    private void addNamedBy(RbacRule rule, String group, ResourceName written) {
        ResourceName name = new ResourceName(group, written.resource(), written.subresource());
        List<ServedResource> usages = KnownVerbs.of(name, discovery, ServerFeature.all());
        boolean elsewhere =
                written.isWildcard() || usages.stream().anyMatch(usage -> usage.scope() == ResourceScope.CLUSTER);
        if (!elsewhere) {
            add(
                    name,
                    literal(rule.verbs()).stream()
                            .filter(verb -> isPossible(verb, usages))
                            .toList());
        }
    }

    /** No request has the verb list for {@code pods/log}: a rule may name it all the same, and it gives nothing. */
    private static boolean isPossible(String verb, List<ServedResource> usages) {
        return usages.isEmpty()
                || !KnownVerbs.OF_REQUESTS.contains(verb)
                || usages.stream().anyMatch(usage -> usage.verbs().contains(verb));
    }

    private static List<String> literal(List<String> values) {
        return values.stream().filter(not(ALL::equals)).toList();
    }
}
