package dev.kubeuser.rbac.escalation.frozen;

import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.RequestSet;
import dev.kubeuser.rbac.ResourceAttributes;
import java.util.List;
import java.util.stream.Stream;

/**
 * Requests for one resource. A risky rule allows at least one of them.
 *
 * @param requests the requests, one for each verb
 * @param isNamespaced whether a Role, or a RoleBinding, can allow them
 */
record RiskyRequests(List<ResourceAttributes> requests, boolean isNamespaced) {

    static RiskyRequests namespaced(String apiGroup, String resource, String... verbs) {
        return new RiskyRequests(requests(apiGroup, resource, verbs), true);
    }

    static RiskyRequests clusterWide(String apiGroup, String resource, String... verbs) {
        return new RiskyRequests(requests(apiGroup, resource, verbs), false);
    }

    private static List<ResourceAttributes> requests(String apiGroup, String resource, String... verbs) {
        String[] parts = resource.split("/", 2);
        return Stream.of(verbs)
                .map(verb ->
                        ResourceAttributes.of(verb, apiGroup, parts[0]).subresource(parts.length == 2 ? parts[1] : ""))
                .toList();
    }

    /** The same for objects of any name; a Role cannot allow what is in no namespace. */
    RequestSet all() {
        ResourceAttributes first = requests.get(0);
        RequestSet everywhere = RequestSet.ofResources(
                requests.stream().map(ResourceAttributes::verb).toList(),
                List.of(first.apiGroup()),
                List.of(first.resourceInRules()),
                List.of());
        return isNamespaced ? everywhere : everywhere.in("");
    }

    /** No stream: each rule of a policy is asked about all requests. */
    boolean isAllowedBy(RbacRule rule, boolean isClusterWide) {
        if (isNamespaced || isClusterWide) {
            for (ResourceAttributes request : requests) {
                if (isAllowed(request, rule)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isAllowed(ResourceAttributes request, RbacRule rule) {
        if (rule.allows(request)) {
            return true;
        }
        for (String name : rule.resourceNames()) {
            if (isAllowedByName(request.named(name), rule)) {
                return true;
            }
        }
        return false;
    }

    /** A rule that names objects can create them if it also allows applying them. It never deletes a collection. */
    private static boolean isAllowedByName(ResourceAttributes request, RbacRule rule) {
        return rule.allows(request) && (RbacRequests.hasName(request) || createsByApplying(request, rule));
    }

    private static boolean createsByApplying(ResourceAttributes request, RbacRule rule) {
        return request.verb().equals("create")
                && Stream.of(RbacRequests.applying(request)).anyMatch(verb -> rule.allows(request.withVerb(verb)));
    }
}
