package dev.kubeuser.matrix;

import dev.kubeuser.discovery.internal.ResourceName;
import dev.kubeuser.discovery.internal.ResourceScope;
import dev.kubeuser.review.AccessQuery;
import dev.kubeuser.review.internal.AccessReviewer;
import dev.kubeuser.review.internal.ServedResource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * One question of a matrix.
 *
 * @param subject the subject, as written in the table
 * @param reviewer the reviewer of that subject
 * @param namespace the namespace, as written in the table
 * @param query the question
 */
record MatrixQuestion(String subject, AccessReviewer reviewer, String namespace, AccessQuery query) {

    /** All questions that make sense in a place: a namespace, {@code *} for all of them, or none. */
    static Set<AccessQuery> all(List<ServedResource> served, String namespace) {
        ResourceScope scope = namespace.isEmpty() ? ResourceScope.CLUSTER : ResourceScope.NAMESPACED;
        Set<AccessQuery> queries = new LinkedHashSet<>();
        served.stream()
                .filter(resource -> resource.scope() == scope || resource.scope() == ResourceScope.EITHER)
                .forEach(resource -> resource.verbs().stream()
                        .map(verb -> query(resource.name(), verb, namespace))
                        .forEach(queries::add));
        return queries;
    }

    private static AccessQuery query(ResourceName resource, String verb, String namespace) {
        return namespace.equals("*")
                ? AccessQuery.of(resource.request(verb, "")).inAllNamespaces()
                : AccessQuery.of(resource.request(verb, namespace));
    }

    boolean ask() {
        return reviewer.answer(query).isAllowed();
    }

    void report(boolean demanded, boolean answered) {
        reviewer.report(query, demanded, answered);
    }
}
