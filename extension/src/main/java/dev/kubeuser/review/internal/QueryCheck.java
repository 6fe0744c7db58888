package dev.kubeuser.review.internal;

import dev.kubeuser.discovery.internal.Discovery;
import dev.kubeuser.discovery.internal.ResourceName;
import dev.kubeuser.discovery.internal.ResourceScope;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.review.AccessQuery;
import dev.kubeuser.review.AccessQueryException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Rejects questions that mean nothing to a server. RBAC would answer them with a "no" that is true but worthless.
 *
 * @param discovery what the server serves
 * @param features what the server does that some versions do not
 */
public record QueryCheck(Discovery discovery, Set<ServerFeature> features) {

    /** {@return whether a question about a resource can name a namespace; true for a resource that is not known} */
    public boolean isInNamespaces(AccessQuery query) {
        List<ServedResource> usages = KnownVerbs.of(ResourceName.parse(query.resource()), discovery, features);
        String verb = KnownVerbs.withoutImpersonation(query.verb());
        return usages.stream()
                .filter(usage -> usage.verbs().contains(verb))
                .findFirst()
                .map(ServedResource::isNamespaced)
                .orElseGet(() -> usages.stream().allMatch(ServedResource::isNamespaced));
    }

    /**
     * Requires that a server is asked such questions.
     *
     * @throws AccessQueryException if it is not; the message says what may have been meant
     */
    public void require(AccessQuery query) {
        if (!query.path().isEmpty()) {
            return;
        }
        ResourceName resource = ResourceName.parse(query.resource());
        if (resource.isWildcard() || query.isUnchecked()) {
            requirePlace(query, resource, ResourceScope.EITHER);
            return;
        }
        requireFeature(KnownVerbs.withoutImpersonation(query.verb()), resource);
        if (!query.verb().equals(KnownVerbs.withoutImpersonation(query.verb()))) {
            require(ServerFeature.CONSTRAINED_IMPERSONATION, query.verb(), resource);
        }
        List<ServedResource> usages = KnownVerbs.of(resource, discovery, features);
        if (usages.isEmpty()) {
            throw new AccessQueryException(new UnknownResource(discovery, resource).message());
        }
        requirePlace(query, resource, scope(query, resource, usages));
        requireNameless(query, resource);
    }

    private void requireFeature(String verb, ResourceName resource) {
        KnownVerbs.neededFor(resource, verb).ifPresent(feature -> require(feature, verb, resource));
    }

    private void require(ServerFeature feature, String verb, ResourceName resource) {
        if (!features.contains(feature)) {
            throw new AccessQueryException("This API server never asks for \"" + verb + "\" on " + resource
                    + ": Kubernetes does from " + feature.since() + " on");
        }
    }

    private static ResourceScope scope(AccessQuery query, ResourceName resource, List<ServedResource> usages) {
        String verb = KnownVerbs.withoutImpersonation(query.verb());
        return usages.stream()
                .filter(usage -> verb.equals("*") || usage.verbs().contains(verb))
                .map(ServedResource::scope)
                .findFirst()
                .orElseThrow(() -> unknownVerb(verb, resource, usages));
    }

    private static AccessQueryException unknownVerb(String verb, ResourceName resource, List<ServedResource> usages) {
        Set<String> known = new TreeSet<>();
        usages.forEach(usage -> known.addAll(usage.verbs()));
        return new AccessQueryException("There is no verb \"" + verb + "\" for " + resource + ", only "
                + String.join(", ", known) + Spelling.didYouMean(verb, known));
    }

    private static void requirePlace(AccessQuery query, ResourceName resource, ResourceScope scope) {
        boolean saysWhere = query.namespace().isPresent() || query.isInAllNamespaces();
        if (scope == ResourceScope.NAMESPACED && !saysWhere) {
            throw new AccessQueryException(resource + " are in namespaces: say which one, " + query.verb() + "(\""
                    + resource + "\").in(\"default\"), or .inAllNamespaces()");
        }
        if (scope == ResourceScope.CLUSTER && saysWhere) {
            throw new AccessQueryException(resource + " are in no namespace: leave out "
                    + query.namespace()
                            .map(namespace -> "in(\"" + namespace + "\")" + hint(namespace, resource))
                            .orElse("inAllNamespaces()"));
        }
    }

    private static String hint(String namespace, ResourceName resource) {
        return resource.parent().equals(ResourceName.parse("namespaces"))
                ? "; one of them is named(\"" + namespace + "\")"
                : "";
    }

    /** Requests with these verbs have no name in their URL, so no rule with resourceNames allows them. */
    private static void requireNameless(AccessQuery query, ResourceName resource) {
        if (!query.name().isEmpty() && !query.nameless().canBeNamed()) {
            throw new AccessQueryException("A request to " + query.verb() + " " + resource
                    + " names no object to the authorizer: leave out named(\"" + query.name() + "\")");
        }
    }
}
