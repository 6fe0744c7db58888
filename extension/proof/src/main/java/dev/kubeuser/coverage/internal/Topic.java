package dev.kubeuser.coverage.internal;

import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.ResourceAttributes;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What can be asked because of a permission, without the place.
 *
 * @param verb the verb
 * @param resourceOrUrl the resource or URL as in questions
 * @param request the request in all namespaces at once, or without namespace
 * @param scope where it can be asked
 */
public record Topic(String verb, String resourceOrUrl, RequestAttributes request, Scope scope) {

    /**
     * Where a topic can be asked.
     *
     * @param isNamespaced in each namespace and in all at once, not only without namespace
     * @param isOfEachNamespace also about each Namespace object by name
     * @param isInItself whether a request for a Namespace object counts as one in that namespace
     */
    public record Scope(boolean isNamespaced, boolean isOfEachNamespace, boolean isInItself) {

        static final Scope OF_URL = new Scope(false, false, false);
    }

    /** Returns the topic with its own name; empty if there is no such request. */
    static Optional<Topic> of(String verb, String resourceOrUrl, String name, Scope scope) {
        String place = scope.isNamespaced() ? "" : null;
        return Question.of(verb, resourceOrUrl, name, place)
                .map(question -> new Topic(verb, resourceOrUrl, question.request(), scope));
    }

    /** Returns the name of the object that it is about; empty for all. */
    String name() {
        return request instanceof ResourceAttributes resource ? resource.name() : "";
    }

    /** Returns the topic and, if it can be asked about each Namespace object, the same about each. */
    public Stream<Topic> each(Collection<String> namespaces) {
        Stream<Topic> any = Stream.of(this);
        return scope.isOfEachNamespace()
                ? Stream.concat(any, namespaces.stream().map(this::ofNamespace))
                : any;
    }

    private Topic ofNamespace(String namespace) {
        ResourceAttributes named = ((ResourceAttributes) request).named(namespace);
        return new Topic(
                verb,
                resourceOrUrl,
                scope.isInItself() ? named.in(namespace) : named,
                new Scope(scope.isNamespaced(), false, false));
    }

    /** Returns the request in a namespace. */
    public RequestAttributes in(String namespace) {
        return ((ResourceAttributes) request).in(namespace);
    }

    /** Returns the question in a namespace, in all of them if that is empty, or without one if it is {@code null}. */
    public Optional<Question> question(@Nullable String namespace) {
        return Question.of(verb, resourceOrUrl, name(), namespace);
    }
}
