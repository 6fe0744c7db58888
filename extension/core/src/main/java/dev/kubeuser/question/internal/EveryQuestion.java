package dev.kubeuser.question.internal;

import static java.util.function.Predicate.not;

import dev.kubeuser.discovery.internal.ResourceName;
import dev.kubeuser.discovery.internal.ServedResource;
import dev.kubeuser.query.AccessQuery;
import dev.kubeuser.query.internal.KnownVerbs;
import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.ServerFeature;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** All questions that make sense about one user in one place: a namespace, all of them at once, or none. */
public final class EveryQuestion {

    /** The place that stands for all namespaces at once. */
    public static final String ALL_NAMESPACES = "*";

    private static final String ALL = "*";
    private static final ResourceName NAMESPACES = ResourceName.parse("namespaces");

    private final AccessReviewer reviewer;
    private final String place;
    private final Set<AccessQuery> questions;

    private EveryQuestion(AccessReviewer reviewer, Set<AccessQuery> served, String place) {
        this.reviewer = reviewer;
        this.place = place;
        this.questions = new LinkedHashSet<>(served);
    }

    /** What is served in a place; in a namespace also the namespace itself. */
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
        EveryQuestion every = new EveryQuestion(reviewer, served, place);
        every.rules().forEach(every::addObjects);
        return every.questions;
    }

    /** What the server serves in a namespace, what else authorizers are asked for, and what the user's rules name. */
    public static Set<AccessQuery> about(AccessReviewer reviewer, String namespace) {
        EveryQuestion every =
                new EveryQuestion(reviewer, served(reviewer.knowledge().served(), namespace), namespace);
        List<RbacRule> rules = every.rules();
        rules.forEach(every::addUnserved);
        rules.forEach(every::addObjects);
        return every.questions;
    }

    private List<RbacRule> rules() {
        return reviewer
                .knowledge()
                .policy()
                .bindingsFor(reviewer.userInfo(), place.equals(ALL_NAMESPACES) ? "" : place)
                .stream()
                .map(applied -> applied.role())
                .filter(Objects::nonNull)
                .map(RbacRole::rules)
                .flatMap(List::stream)
                .toList();
    }

    /** An object that a rule names is asked about with all verbs that name one. */
    private void addObjects(RbacRule rule) {
        for (String name : rule.resourceNames()) {
            List<AccessQuery> named = questions.stream()
                    .filter(AccessQuery::canBeNamed)
                    .map(query -> query.named(name))
                    .toList();
            Set<String> resources = named.stream()
                    .filter(query -> rule.allows(query.attributes()))
                    .map(AccessQuery::resource)
                    .collect(Collectors.toSet());
            named.stream().filter(query -> resources.contains(query.resource())).forEach(questions::add);
        }
    }

    /** Verbs and resources that only the rules know. */
    private void addUnserved(RbacRule rule) {
        for (String resource : literal(rule.resources())) {
            literal(rule.apiGroups()).forEach(group -> addUnserved(rule, group, ResourceName.parse(resource)));
        }
    }

    private void addUnserved(RbacRule rule, String group, ResourceName written) {
        ResourceName name = new ResourceName(group, written.resource(), written.subresource());
        List<ServedResource> usages = KnownVerbs.of(name, reviewer.knowledge().discovery(), ServerFeature.all());
        boolean elsewhere = written.isWildcard()
                || usages.stream().anyMatch(usage -> usage.scope() == ServedResource.Scope.CLUSTER);
        if (!elsewhere) {
            literal(rule.verbs()).stream()
                    .filter(verb -> isPossible(verb, usages))
                    .forEach(verb -> questions.add(query(name, verb, place)));
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
