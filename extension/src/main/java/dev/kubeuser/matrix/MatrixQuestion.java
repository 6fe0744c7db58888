package dev.kubeuser.matrix;

import dev.kubeuser.discovery.internal.Discovery;
import dev.kubeuser.discovery.internal.ResourceName;
import dev.kubeuser.discovery.internal.ResourceScope;
import dev.kubeuser.review.AccessQuery;
import dev.kubeuser.review.internal.AccessReviewer;
import dev.kubeuser.review.internal.KnownVerbs;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * One question of a matrix.
 *
 * @param subject about whom, as it is written
 * @param reviewer the same
 * @param namespace where, as it is written
 * @param query what
 */
record MatrixQuestion(String subject, AccessReviewer reviewer, String namespace, AccessQuery query) {

    /** All that make sense in a place: a namespace, {@code *} for all of them, or none. */
    static Set<AccessQuery> all(Discovery discovery, String namespace) {
        Set<AccessQuery> queries = new LinkedHashSet<>();
        ResourceScope scope = namespace.isEmpty() ? ResourceScope.CLUSTER : ResourceScope.NAMESPACED;
        discovery.all().stream()
                .filter(resource -> resource.scope() == scope)
                .forEach(resource -> add(resource.name(), resource.verbs(), namespace, queries));
        KnownVerbs.all().stream()
                .filter(usage -> usage.scope() == scope || usage.scope() == ResourceScope.EITHER)
                .filter(usage -> !usage.isOfAnySubresource())
                .forEach(usage -> add(usage.name(), usage.verbs(), namespace, queries));
        return queries;
    }

    private static void add(ResourceName resource, Set<String> verbs, String namespace, Set<AccessQuery> queries) {
        boolean all = namespace.equals("*");
        for (String verb : verbs) {
            AccessQuery query = AccessQuery.of(resource.request(verb, all ? "" : namespace));
            queries.add(all ? query.inAllNamespaces() : query);
        }
    }

    boolean ask() {
        return reviewer.answer(query).isAllowed();
    }

    void report(boolean demanded, boolean answered) {
        reviewer.report(query, demanded, answered);
    }
}
