package dev.kubeuser.lint.internal;

import dev.kubeuser.base.internal.Dialect;
import dev.kubeuser.query.AccessQuery;
import dev.kubeuser.query.internal.QueryCheck;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request, as in {@code get pods}, {@code get secrets signing-key -n release} or {@code get /healthz}.
 *
 * @param verb the verb
 * @param resource the resource, with its group and subresource, or the path
 * @param name the name of the object, or {@code null} for any
 * @param namespace the namespace, or {@code null} for all
 */
record PolicyQuestion(
        String verb,
        String resource,
        @Nullable String name,
        @Nullable String namespace) {

    /**
     * Reads a question.
     *
     * @throws IllegalArgumentException if it has no verb and resource, or too much
     */
    static PolicyQuestion parse(String text) {
        return of(Arrays.asList(text.strip().split("\\s+", -1)), text);
    }

    static PolicyQuestion of(List<String> words, String text) {
        List<String> left = new ArrayList<>(words);
        String namespace = null;
        for (String flag : List.of("-n", "--namespace")) {
            int at = left.indexOf(flag);
            if (at >= 0 && at + 1 < left.size()) {
                namespace = left.get(at + 1);
                left.subList(at, at + 2).clear();
            }
        }
        if (left.size() < 2 || left.size() > 3 || left.stream().anyMatch(word -> word.startsWith("-"))) {
            throw new IllegalArgumentException("\"" + text
                    + "\" is not a question: write VERB RESOURCE [NAME] [-n NAMESPACE], as in \"list pods -n dev\","
                    + " or VERB PATH, as in \"get /healthz\"");
        }
        return new PolicyQuestion(left.get(0), left.get(1), left.size() == 3 ? left.get(2) : null, namespace);
    }

    /**
     * The same as assertions ask it.
     *
     * @param check what knows which verbs and resources there are, or {@code null} to ask as it is written
     * @throws dev.kubeuser.query.AccessQueryException if no API server is asked that
     */
    AccessQuery query(@Nullable QueryCheck check) {
        AccessQuery query = AccessQuery.verb(verb, resource, Dialect.ARGUMENTS);
        if (name != null) {
            query = query.named(name);
        }
        if (namespace != null) {
            query = query.in(namespace);
        } else if (!resource.startsWith("/") && (check == null || check.isInNamespaces(query))) {
            query = query.inAllNamespaces();
        }
        if (check != null) {
            check.require(query);
        }
        return query;
    }
}
