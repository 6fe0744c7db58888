// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.statement;

import dev.kubeuser.base.internal.Dialect;
import dev.kubeuser.query.AccessQuery;
import dev.kubeuser.query.AccessQueryException;
import dev.kubeuser.query.internal.Discovery;
import dev.kubeuser.query.internal.QueryCheck;
import dev.kubeuser.request.RequestSet;
import dev.kubeuser.request.ResourceName;
import dev.kubeuser.statement.internal.PolicyNamespaces;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The requests that questions stand for.
 *
 * @param check refuses what no API server is asked
 * @param placed the resources of which it is certain where they are
 * @param known the namespaces that there are
 */
record AskedRequests(QueryCheck check, Discovery placed, PolicyNamespaces known) {

    /** Requests with this verb name no object. One to create an object does if it is an apply or a PUT. */
    private static final String NAMELESS = "deletecollection";

    /** Requests with these verbs for Namespaces are in no namespace. */
    private static final Set<String> OF_ALL = Set.of("create", "deletecollection", "list", "watch");

    RequestSet of(AccessQuery query) {
        Dialect dialect = query.dialect();
        check.require(
                query,
                dialect.inEveryNamespace() + ". With " + dialect.thenInAllNamespaces()
                        + " it is about one request for all of them");
        if (!query.isUnchecked()) {
            query.namespace().ifPresent(namespace -> requireKnown(namespace, dialect));
        }
        if (!query.path().isEmpty()) {
            return RequestSet.ofPaths(List.of(query.verb()), List.of(query.path()));
        }
        RequestSet everywhere = everywhere(query);
        if (query.resourceName().parent().equals(ResourceName.parse("namespaces"))) {
            return ofNamespaces(query, everywhere);
        }
        return isPerhapsInNamespaces(query)
                ? everywhere
                : everywhere.in(query.namespace().orElse(""));
    }

    /** Whether only a definition among the files says that a resource is in no namespace. */
    private boolean isPerhapsInNamespaces(AccessQuery query) {
        ResourceName resource = query.resourceName().parent();
        return query.namespace().isEmpty()
                && !query.isInAllNamespaces()
                && check.discovery().find(resource).isPresent()
                && placed.find(resource).isEmpty();
    }

    RequestSet of(AccessQuery query, NamespaceSelection selection) {
        boolean isPlaced = query.namespace().isPresent() || query.isInAllNamespaces();
        if (isPlaced || !query.path().isEmpty() || !check.isInNamespaces(query)) {
            return of(query);
        }
        check.require(query.inAllNamespaces());
        return selection.select(everywhere(query));
    }

    private static RequestSet everywhere(AccessQuery query) {
        boolean isOfAny = query.name().isEmpty() && !query.verb().equals(NAMELESS);
        return everywhere(query, isOfAny ? List.of() : List.of(query.name()));
    }

    /** A rule for all resources has all of their subresources. */
    private static RequestSet everywhere(AccessQuery query, List<String> names) {
        return query.resourceName().requests(List.of(query.verb()), names);
    }

    /** A request for one Namespace is in that namespace: there is one set for each, and one for those to come. */
    private RequestSet ofNamespaces(AccessQuery query, RequestSet everywhere) {
        if (OF_ALL.contains(query.verb())) {
            return everywhere.in("");
        }
        if (!query.name().isEmpty()) {
            return everywhere.in(query.name());
        }
        Set<String> names = new LinkedHashSet<>(known.labels().keySet());
        names.add("any-namespace");
        return RequestSet.union(names.stream()
                .map(name -> everywhere(query, List.of(name)).in(name))
                .toList());
    }

    private void requireKnown(String namespace, Dialect dialect) {
        if (!known.labels().containsKey(namespace)) {
            throw new AccessQueryException("The policy has no namespace \"" + namespace + "\""
                    + known.didYouMean(namespace)
                    + " Create it"
                    + dialect.unchecked()
                            .map(word -> ", or ask with " + word + " what would hold there")
                            .orElse(""));
        }
    }
}
