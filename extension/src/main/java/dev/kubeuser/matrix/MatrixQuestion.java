package dev.kubeuser.matrix;

import dev.kubeuser.review.AccessQuery;
import dev.kubeuser.review.Discovery;
import dev.kubeuser.review.KnownVerbs;
import dev.kubeuser.review.ResourceName;
import dev.kubeuser.review.Scope;
import dev.kubeuser.review.User;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One question of a matrix.
 *
 * @param subject about whom, as it is written
 * @param user the same
 * @param namespace where, as it is written
 * @param query what
 */
record MatrixQuestion(String subject, User user, String namespace, AccessQuery query) {

    /** All that make sense in a place: a namespace, {@code *} for all of them, or none. */
    static Set<AccessQuery> all(Discovery discovery, String namespace) {
        Set<AccessQuery> queries = new LinkedHashSet<>();
        Scope scope = namespace.isEmpty() ? Scope.CLUSTER : Scope.NAMESPACED;
        discovery.all().stream()
                .filter(resource -> resource.scope() == scope)
                .forEach(resource -> add(resource.name(), resource.verbs(), namespace, queries));
        KnownVerbs.all().stream()
                .filter(usage -> usage.scope() == scope || usage.scope() == Scope.EITHER)
                .filter(usage -> !usage.resource().subresource().equals("*"))
                .forEach(usage -> add(usage.resource(), usage.verbs(), namespace, queries));
        return queries;
    }

    private static void add(ResourceName resource, Set<String> verbs, String namespace, Set<AccessQuery> queries) {
        verbs.forEach(verb -> queries.add(AccessQuery.of(verb, resource, asked(namespace))));
    }

    private static @Nullable String asked(String namespace) {
        if (namespace.isEmpty()) {
            return null;
        }
        return namespace.equals("*") ? "" : namespace;
    }

    boolean ask() {
        return user.answer(query).isAllowed();
    }

    void report(boolean demanded, boolean answered) {
        user.report(query, demanded, answered);
    }
}
