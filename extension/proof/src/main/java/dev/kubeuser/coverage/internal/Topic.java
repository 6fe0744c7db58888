package dev.kubeuser.coverage.internal;

import dev.kubeuser.query.AccessQuery;
import dev.kubeuser.query.AccessQueryException;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.record.internal.RunRecord;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.ResourceAttributes;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What can be asked because of a permission.
 *
 * @param query the question, in all namespaces at once or without namespace
 * @param isNamespaced whether it can be asked in each namespace, too
 * @param isOfEachNamespace whether it can be asked about each Namespace object by name, too
 */
public record Topic(AccessQuery query, boolean isNamespaced, boolean isOfEachNamespace) {

    /** Returns the topic with its own name, which may be empty; empty if there is no such request. */
    static Optional<Topic> of(
            String verb, String resourceOrUrl, String name, boolean isNamespaced, boolean isOfEachNamespace) {
        try {
            AccessQuery query = AccessQuery.verb(verb, resourceOrUrl);
            AccessQuery named = name.isEmpty() ? query : query.named(name);
            return Optional.of(
                    new Topic(isNamespaced ? named.inAllNamespaces() : named, isNamespaced, isOfEachNamespace));
        } catch (AccessQueryException impossible) {
            return Optional.empty();
        }
    }

    /** Returns the request in all namespaces at once, or without namespace. */
    public RequestAttributes request() {
        return query.attributes();
    }

    /** Returns the topic and, if it can be asked about each Namespace object, the same about each. */
    public Stream<Topic> each(Collection<String> namespaces) {
        Stream<Topic> any = Stream.of(this);
        return isOfEachNamespace
                ? Stream.concat(
                        any,
                        namespaces.stream().map(namespace -> new Topic(query.named(namespace), isNamespaced, false)))
                : any;
    }

    /** Returns the request in a namespace. */
    public RequestAttributes in(String namespace) {
        return ((ResourceAttributes) request()).in(namespace);
    }

    /** Returns what is asked in a namespace, if it can be asked there; as it is if the name is empty. */
    public Optional<Topic> at(String namespace) {
        if (!isNamespaced || namespace.isEmpty()) {
            return Optional.of(this);
        }
        try {
            return Optional.of(new Topic(query.in(namespace), false, false));
        } catch (AccessQueryException impossible) {
            return Optional.empty();
        }
    }

    /** Returns an assertion of it. */
    public Suggestion suggestion(UserInfo user, boolean allowed, RunRecord run) {
        return AssertionSource.of(user, query, allowed, run);
    }
}
