package dev.kubeuser.upgrade;

import dev.kubeuser.discovery.internal.ResourceName;
import dev.kubeuser.rbac.NonResourceAttributes;
import dev.kubeuser.rbac.RequestAttributes;
import dev.kubeuser.rbac.ResourceAttributes;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of both clusters about one subject.
 *
 * @param request the request that authorizers see
 * @param resource the resource that a server must serve; {@code null} for a URL
 */
record ComparedRequest(RequestAttributes request, @Nullable Resource resource) {

    private static final Set<String> STREAMS = Set.of("exec", "attach", "portforward");

    static ComparedRequest about(Resource resource, String verb, String namespace) {
        return new ComparedRequest(resource.name().request(verb, namespace), resource);
    }

    static ComparedRequest aboutUrl(String verb, String path) {
        return new ComparedRequest(new NonResourceAttributes(verb, path), null);
    }

    ComparedRequest named(String name) {
        return new ComparedRequest(((ResourceAttributes) request).named(name), resource);
    }

    ComparedRequest in(String namespace) {
        return new ComparedRequest(((ResourceAttributes) request).in(namespace), resource);
    }

    /** The same about all namespaces at once, and about objects of any name. */
    Stream<ComparedRequest> wider() {
        if (!(request instanceof ResourceAttributes attributes)) {
            return Stream.of();
        }
        return Stream.of(
                        attributes.in(""),
                        attributes.named(""),
                        attributes.in("").named(""))
                .filter(wider -> !wider.equals(attributes))
                .map(wider -> new ComparedRequest(wider, resource));
    }

    RequestAttributes withCreate() {
        return ((ResourceAttributes) request).withVerb("create");
    }

    boolean isStreamByGet() {
        return request instanceof ResourceAttributes attributes
                && attributes.verb().equals("get")
                && attributes.apiGroup().isEmpty()
                && attributes.resource().equals("pods")
                && STREAMS.contains(attributes.subresource());
    }

    /** For example {@code deployments.apps/scale}, {@code configmaps "kube-root-ca.crt"} or {@code /metrics}. */
    String target() {
        if (!(request instanceof ResourceAttributes attributes)) {
            return ((NonResourceAttributes) request).path();
        }
        String name = attributes.name();
        return (resource == null
                        ? attributes.resourceInRules()
                        : resource.name().toString())
                + (name.isEmpty() ? "" : " \"" + name + "\"");
    }

    /** A namespace, {@code *} for all at once, or empty for a cluster-scoped resource or a URL. */
    String place() {
        if (resource == null || !resource.isNamespaced()) {
            return "";
        }
        return request.namespace().isEmpty() ? "*" : request.namespace();
    }

    /**
     * A resource in one kind of place.
     *
     * @param name for example {@code deployments.apps/scale}
     * @param isNamespaced whether questions about it are asked in namespaces
     */
    record Resource(ResourceName name, boolean isNamespaced) implements Comparable<Resource> {

        private static final Comparator<Resource> ORDER = Comparator.<Resource, String>comparing(
                        placed -> placed.name().toString())
                .thenComparing(Resource::isNamespaced);

        @Override
        public int compareTo(Resource other) {
            return ORDER.compare(this, other);
        }
    }
}
