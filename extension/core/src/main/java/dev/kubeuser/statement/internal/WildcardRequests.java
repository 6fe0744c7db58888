package dev.kubeuser.statement.internal;

import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RequestSet;
import java.util.List;
import java.util.stream.Stream;

/** Requests that no rule allows but one with a wildcard: their verb, API group, resource or path is to come. */
public final class WildcardRequests {

    private static final List<String> ALL = List.of("*");
    private static final List<String> VERB = List.of("any-verb");

    private WildcardRequests() {}

    /**
     * {@return those for resources, wherever, and those for paths}
     *
     * @param policy the policy; its rules say for which subresources of all resources there are wildcards
     */
    public static RequestSet of(RbacPolicy policy) {
        List<String> resources = Stream.concat(
                        Stream.of("any-resource"),
                        policy.roles().stream()
                                .flatMap(role -> role.rules().stream())
                                .flatMap(rule -> rule.resources().stream())
                                .filter(written -> written.startsWith("*/"))
                                .map(written -> written.replace("*/", "any-resource/")))
                .distinct()
                .toList();
        return RequestSet.union(List.of(
                RequestSet.ofResources(VERB, ALL, ALL, List.of()),
                RequestSet.ofResources(ALL, List.of("any-group"), ALL, List.of()),
                RequestSet.ofResources(ALL, ALL, resources, List.of()),
                RequestSet.ofPaths(VERB, ALL),
                RequestSet.ofPaths(ALL, List.of("/any-path"))));
    }
}
