package dev.kubeuser.assertion;

import static java.util.function.Predicate.not;

import dev.kubeuser.discovery.internal.Discovery;
import dev.kubeuser.discovery.internal.ResourceName;
import dev.kubeuser.discovery.internal.ResourceScope;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.review.AccessQuery;
import dev.kubeuser.review.internal.KnownVerbs;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What is worth asking because of a rule: objects that it names, and verbs and resources that nobody else knows.
 *
 * @param rule which
 * @param namespace where
 * @param discovery what the server serves
 */
record RuleQuestions(RbacRule rule, String namespace, Discovery discovery) {

    private static final String ALL = "*";

    /** Adds to the questions that are asked anyway. */
    void addTo(Set<AccessQuery> questions) {
        rule.resources().stream()
                .filter(not(ALL::equals))
                .forEach(resource -> literal(rule.apiGroups()).forEach(group -> addTo(questions, group, resource)));
        for (String name : rule.resourceNames()) {
            Set<AccessQuery> named = new LinkedHashSet<>();
            questions.stream()
                    .filter(AccessQuery::canBeNamed)
                    .map(query -> query.named(name))
                    .filter(query -> rule.allows(query.attributes()))
                    .forEach(named::add);
            questions.addAll(named);
        }
    }

    private void addTo(Set<AccessQuery> questions, String group, String resource) {
        ResourceName written = ResourceName.parse(resource);
        ResourceName name = new ResourceName(group, written.resource(), written.subresource());
        boolean elsewhere = written.isWildcard()
                || KnownVerbs.of(name, discovery).stream().anyMatch(usage -> usage.scope() == ResourceScope.CLUSTER);
        if (!elsewhere) {
            literal(rule.verbs()).forEach(verb -> questions.add(AccessQuery.of(verb, name, namespace)));
        }
    }

    private static List<String> literal(List<String> values) {
        return values.stream().filter(not(ALL::equals)).toList();
    }
}
