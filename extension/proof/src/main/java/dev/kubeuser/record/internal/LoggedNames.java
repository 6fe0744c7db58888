// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.record.internal;

import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.rbac.internal.NodeUser;
import dev.kubeuser.request.NonResourceAttributes;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.ResourceAttributes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes requests equal that a policy decides in the same way. Names that the policy does not have are many in a log:
 * the first of them stands for all. Not thread-safe.
 */
final class LoggedNames {

    private static final String GROUP = "Group";

    /** Names of a log that somebody made up may be in any number of groups. */
    private static final int MAX_STANDING = 10_000;

    private final Set<String> users = new HashSet<>();
    private final Set<String> groups;
    private final Set<String> namespaces = new HashSet<>();
    private final Set<String> objects = new HashSet<>();
    private final List<String> urls;

    /** What stands for others, by what it has in common with them. */
    private final Map<Object, String> standing = new HashMap<>();

    private record LikeUsers(Set<String> groups, boolean isNode) {}

    LoggedNames(RbacPolicy policy) {
        Set<String> named = new HashSet<>();
        policy.bindings().forEach(binding -> {
            namespaces.add(binding.id().namespace());
            binding.subjects().forEach(subject -> {
                users.add(subject.userName());
                if (subject.kind().equals(GROUP)) {
                    named.add(subject.name());
                }
            });
        });
        policy.roles().forEach(role -> namespaces.add(role.id().namespace()));
        this.groups = NodeUser.withGroup(named);
        List<RbacRule> rules =
                policy.roles().stream().flatMap(role -> role.rules().stream()).toList();
        rules.forEach(rule -> objects.addAll(rule.resourceNames()));
        this.urls = rules.stream()
                .flatMap(rule -> rule.nonResourceUrls().stream())
                .distinct()
                .toList();
    }

    UserInfo user(UserInfo user) {
        Set<String> known = user.groups().stream().filter(groups::contains).collect(Collectors.toSet());
        return new UserInfo(
                users.contains(user.name())
                        ? user.name()
                        : standing(new LikeUsers(known, NodeUser.isNode(user.name())), user.name()),
                known);
    }

    RequestAttributes request(RequestAttributes request) {
        if (!(request instanceof ResourceAttributes resource)) {
            NonResourceAttributes path = (NonResourceAttributes) request;
            Set<String> matching = urls.stream().filter(path::isMatchedBy).collect(Collectors.toSet());
            return new NonResourceAttributes(path.verb(), standing(matching, path.path()));
        }
        boolean isKnown = namespaces.contains(resource.namespace());
        return resource.selectingAll()
                .in(isKnown ? resource.namespace() : standing("namespaces", resource.namespace()))
                .named(objects.contains(resource.name()) ? resource.name() : "");
    }

    private String standing(Object kind, String name) {
        if (standing.size() == MAX_STANDING) {
            standing.clear();
        }
        return standing.computeIfAbsent(kind, unused -> name);
    }
}
