// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac;

import com.google.gson.JsonElement;
import dev.kubeuser.base.internal.Json;
import dev.kubeuser.request.NonResourceAttributes;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.RequestSet;
import dev.kubeuser.request.ResourceAttributes;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * A rule of a Role or ClusterRole. It allows what it names and matches as the API server does (<a
 * href="https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-resources">Referring to
 * resources</a>): names must be equal, and {@code *} is a wildcard only on its own, in <code>*&#47;scale</code> and at
 * the end of a URL.
 *
 * @param id the role that it was written in, and its place there
 * @param origin its file and line, or {@code null} if unknown
 * @param verbs the allowed verbs
 * @param apiGroups the API groups of the resources
 * @param resources the resources and subresources
 * @param resourceNames the names of the objects; empty for any
 * @param nonResourceUrls the plain paths
 */
@API(status = API.Status.INTERNAL)
public record RbacRule(
        Id id,
        @Nullable Origin origin,
        List<String> verbs,
        List<String> apiGroups,
        List<String> resources,
        List<String> resourceNames,
        List<String> nonResourceUrls) {

    private static final String ALL = "*";

    /**
     * Identifies a rule by the role it was written in and its place there. An aggregated rule keeps the id from the
     * ClusterRole it came from.
     *
     * @param role the role that the rule was written in
     * @param index its index in that role's rules, from 0
     */
    public record Id(RoleReference role, int index) {

        /** {@return for example {@code rule 4 of ClusterRole view}, counted from 1 as in all messages} */
        @Override
        public String toString() {
            return "rule " + (index + 1) + " of " + role;
        }
    }

    /** Copies the lists. */
    public RbacRule {
        verbs = List.copyOf(verbs);
        apiGroups = List.copyOf(apiGroups);
        resources = List.copyOf(resources);
        resourceNames = List.copyOf(resourceNames);
        nonResourceUrls = List.copyOf(nonResourceUrls);
    }

    static RbacRule of(Id id, @Nullable Origin origin, JsonElement rule) {
        return new RbacRule(
                id,
                origin,
                Json.texts(rule, "verbs"),
                Json.texts(rule, "apiGroups"),
                Json.texts(rule, "resources"),
                Json.texts(rule, "resourceNames"),
                Json.texts(rule, "nonResourceURLs"));
    }

    /**
     * {@return the same rule with other verbs}
     *
     * @param others the verbs; without any, the rule allows nothing
     */
    public RbacRule withVerbs(List<String> others) {
        return new RbacRule(id, origin, others, apiGroups, resources, resourceNames, nonResourceUrls);
    }

    /**
     * {@return the same rule with other resources}
     *
     * @param others the resources; without any, the rule allows no request for one
     */
    public RbacRule withResources(List<String> others) {
        return new RbacRule(id, origin, verbs, apiGroups, others, resourceNames, nonResourceUrls);
    }

    /**
     * {@return the same rule for other API groups}
     *
     * @param others the groups; without any, the rule allows nothing on resources
     */
    public RbacRule withApiGroups(List<String> others) {
        return new RbacRule(id, origin, verbs, others, resources, resourceNames, nonResourceUrls);
    }

    /**
     * {@return the same rule for other names}
     *
     * @param others the names; without any, the rule is for objects of any name
     */
    public RbacRule withResourceNames(List<String> others) {
        return new RbacRule(id, origin, verbs, apiGroups, resources, others, nonResourceUrls);
    }

    /**
     * {@return the same rule for other paths}
     *
     * @param others the paths; without any, the rule allows no request for one
     */
    public RbacRule withNonResourceUrls(List<String> others) {
        return new RbacRule(id, origin, verbs, apiGroups, resources, resourceNames, others);
    }

    /**
     * {@return whether it allows a request of a user that has the rule}
     *
     * @param request the verb, and the resource or URL
     */
    public boolean allows(RequestAttributes request) {
        // The API group first: most rules have one, so most requests are ruled out by one comparison.
        if (request instanceof ResourceAttributes resource) {
            return matchesApiGroup(resource.apiGroup())
                    && matchesVerb(resource.verb())
                    && matchesResource(resource)
                    && matchesName(resource.name());
        }
        return matchesVerb(request.verb()) && matchesPath((NonResourceAttributes) request);
    }

    /**
     * {@return the requests that it allows when a ClusterRoleBinding grants it; {@link RequestSet#in} is for a
     * RoleBinding}
     */
    public RequestSet requests() {
        return RequestSet.ofResources(verbs, apiGroups, resources, resourceNames)
                .union(RequestSet.ofPaths(verbs, nonResourceUrls));
    }

    /**
     * Whether a request is of the kind that the rule is for: a rule for URLs is never near a request for a resource.
     */
    boolean isOfKindOf(RequestAttributes request) {
        return !(request instanceof ResourceAttributes ? resources : nonResourceUrls).isEmpty();
    }

    /**
     * {@return how a request differs from what the rule allows; empty if it allows the request}
     *
     * @param request the verb, and the resource or URL
     */
    public Set<NearMiss.Difference> differences(RequestAttributes request) {
        Set<NearMiss.Difference> differences = EnumSet.noneOf(NearMiss.Difference.class);
        addIf(!matchesVerb(request.verb()), NearMiss.Difference.VERB, differences);
        if (request instanceof ResourceAttributes resource) {
            addIf(!matchesApiGroup(resource.apiGroup()), NearMiss.Difference.API_GROUP, differences);
            addIf(!matchesName(resource.name()), NearMiss.Difference.RESOURCE_NAME, differences);
            differences.addAll(differencesOfNearestEntry(resource));
        } else {
            addIf(!matchesPath((NonResourceAttributes) request), NearMiss.Difference.PATH, differences);
        }
        return differences;
    }

    private static void addIf(boolean differs, NearMiss.Difference difference, Set<NearMiss.Difference> differences) {
        if (differs) {
            differences.add(difference);
        }
    }

    private Set<NearMiss.Difference> differencesOfNearestEntry(ResourceAttributes request) {
        return resources.stream()
                .map(entry -> differences(entry, request))
                .min(Comparator.<Set<NearMiss.Difference>>comparingInt(Set::size)
                        .thenComparing(found -> found.contains(NearMiss.Difference.RESOURCE)))
                .orElse(EnumSet.of(NearMiss.Difference.RESOURCE));
    }

    private static Set<NearMiss.Difference> differences(String entry, ResourceAttributes request) {
        Set<NearMiss.Difference> differences = EnumSet.noneOf(NearMiss.Difference.class);
        if (!request.isMatchedBy(entry)) {
            String[] parts = entry.split("/", 2);
            boolean isOther = !parts[0].equals(ALL) && !parts[0].equals(request.resource());
            boolean isSameSubresource = (parts.length == 1 ? "" : parts[1]).equals(request.subresource());
            addIf(isOther, NearMiss.Difference.RESOURCE, differences);
            addIf(!isSameSubresource || !isOther, NearMiss.Difference.SUBRESOURCE, differences);
        }
        return differences;
    }

    private boolean matchesVerb(String verb) {
        return hasOrAll(verbs, verb);
    }

    private boolean matchesApiGroup(String apiGroup) {
        return hasOrAll(apiGroups, apiGroup);
    }

    private boolean matchesResource(ResourceAttributes request) {
        for (String written : resources) {
            if (request.isMatchedBy(written)) {
                return true;
            }
        }
        return false;
    }

    private boolean matchesName(String name) {
        return resourceNames.isEmpty() || resourceNames.contains(name);
    }

    /**
     * {@return whether it is for requests that name no object, such as those to list or create: because it has no
     * {@code resourceNames}, or the empty name among them, which is the one that the API server then compares}
     */
    public boolean isForNameless() {
        return matchesName("");
    }

    private boolean matchesPath(NonResourceAttributes request) {
        for (String url : nonResourceUrls) {
            if (request.isMatchedBy(url)) {
                return true;
            }
        }
        return false;
    }

    /** An indexed loop on purpose: this is the hottest path. */
    private static boolean hasOrAll(List<String> written, String asked) {
        for (int index = 0; index < written.size(); index++) {
            String one = written.get(index);
            if (one.equals(ALL) || one.equals(asked)) {
                return true;
            }
        }
        return false;
    }

    /** Whether another rule has the same content in the same order, wherever it was written. */
    boolean saysTheSameAs(RbacRule other) {
        return verbs.equals(other.verbs)
                && apiGroups.equals(other.apiGroups)
                && resources.equals(other.resources)
                && resourceNames.equals(other.resourceNames)
                && nonResourceUrls.equals(other.nonResourceUrls);
    }
}
