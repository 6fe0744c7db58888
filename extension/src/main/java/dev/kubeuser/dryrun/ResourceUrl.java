package dev.kubeuser.dryrun;

import dev.kubeuser.discovery.internal.DiscoveredResource;
import dev.kubeuser.review.AccessQuery;
import okhttp3.HttpUrl;

/**
 * The URLs of a resource.
 *
 * @param base of the server
 * @param query what says name and namespace
 * @param resource as the server serves it
 */
record ResourceUrl(HttpUrl base, AccessQuery query, DiscoveredResource resource) {

    static final String PLACEHOLDER = "kubeuser-dry-run";

    /** The name that was said, or one that hardly any object has. */
    static String nameIn(AccessQuery query) {
        return query.name().isEmpty() ? PLACEHOLDER : query.name();
    }

    /** Of all objects, or of the one with the name as a field selector. */
    HttpUrl.Builder collection() {
        HttpUrl.Builder url = plain();
        return query.name().isEmpty() ? url : url.addQueryParameter("fieldSelector", "metadata.name=" + query.name());
    }

    HttpUrl.Builder object() {
        HttpUrl.Builder url = plain().addPathSegment(nameIn(query));
        return resource.name().isSubresource()
                ? url.addPathSegment(resource.name().subresource())
                : url;
    }

    /** A subresource is created of an object. */
    HttpUrl.Builder creation() {
        return resource.name().isSubresource() ? object() : plain();
    }

    private HttpUrl.Builder plain() {
        HttpUrl.Builder url = base.newBuilder().addPathSegments(resource.basePath());
        query.namespace()
                .ifPresent(namespace -> url.addPathSegment("namespaces").addPathSegment(namespace));
        return url.addPathSegment(resource.name().resource());
    }
}
