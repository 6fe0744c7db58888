package dev.kubeuser.review.internal;

import java.util.Optional;

/** Where a question asks. */
public sealed interface QueryScope {

    /** In no namespace: the resource has none, or the question names none. */
    record Unspecified() implements QueryScope {}

    /** In all namespaces at once. */
    record AllNamespaces() implements QueryScope {}

    /**
     * In one namespace.
     *
     * @param name of the namespace
     */
    record OneNamespace(String name) implements QueryScope {}

    /** The one namespace, if there is one. */
    default Optional<String> namespace() {
        return this instanceof OneNamespace one ? Optional.of(one.name()) : Optional.empty();
    }

    /** What follows a question: {@code  in namespace "dev"}, or nothing. */
    default String words() {
        if (this instanceof AllNamespaces) {
            return " in all namespaces";
        }
        return namespace().map(name -> " in namespace \"" + name + "\"").orElse("");
    }
}
