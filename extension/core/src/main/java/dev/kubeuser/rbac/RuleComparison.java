package dev.kubeuser.rbac;

import static dev.kubeuser.rbac.NearMiss.Difference.API_GROUP;
import static dev.kubeuser.rbac.NearMiss.Difference.PATH;
import static dev.kubeuser.rbac.NearMiss.Difference.RESOURCE;
import static dev.kubeuser.rbac.NearMiss.Difference.RESOURCE_NAME;
import static dev.kubeuser.rbac.NearMiss.Difference.SUBRESOURCE;
import static dev.kubeuser.rbac.NearMiss.Difference.VERB;

import dev.kubeuser.rbac.NearMiss.Difference;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Set;

/** Compares a request with a rule of its kind, for resources or for URLs. */
record RuleComparison(RbacRule rule, RequestAttributes request) {

    /** A rule for URLs is never near a request for a resource, nor vice versa. */
    boolean isOfOneKind() {
        return (request instanceof ResourceAttributes ? rule.resources() : rule.nonResourceUrls()).size() > 0;
    }

    /** How a rule differs from the request, wherever it is bound. */
    record Result(RbacRule rule, Set<Difference> differences) {}

    Result result() {
        return new Result(rule, differences());
    }

    Set<Difference> differences() {
        Set<Difference> differences = EnumSet.noneOf(Difference.class);
        addIf(!rule.matchesVerb(request.verb()), VERB, differences);
        if (request instanceof ResourceAttributes resource) {
            addIf(!rule.matchesApiGroup(resource.apiGroup()), API_GROUP, differences);
            addIf(!rule.matchesName(resource.name()), RESOURCE_NAME, differences);
            differences.addAll(nearestEntry(resource));
        } else {
            addIf(!rule.matchesPath(((NonResourceAttributes) request).path()), PATH, differences);
        }
        return differences;
    }

    private static void addIf(boolean differs, Difference difference, Set<Difference> differences) {
        if (differs) {
            differences.add(difference);
        }
    }

    private Set<Difference> nearestEntry(ResourceAttributes resource) {
        return rule.resources().stream()
                .map(entry -> differences(entry, resource))
                .min(Comparator.<Set<Difference>>comparingInt(Set::size)
                        .thenComparing(found -> found.contains(RESOURCE)))
                .orElse(EnumSet.of(RESOURCE));
    }

    private static Set<Difference> differences(String entry, ResourceAttributes resource) {
        Set<Difference> differences = EnumSet.noneOf(Difference.class);
        if (!ResourceEntry.matches(entry, resource)) {
            String[] parts = entry.split("/", 2);
            addIf(!parts[0].equals("*") && !parts[0].equals(resource.resource()), RESOURCE, differences);
            boolean sameSubresource = (parts.length == 1 ? "" : parts[1]).equals(resource.subresource());
            addIf(!sameSubresource || differences.isEmpty(), SUBRESOURCE, differences);
        }
        return differences;
    }
}
