// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac;

import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.RequestSet;
import java.util.List;
import java.util.Map;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * A Role or ClusterRole with its effective rules.
 *
 * @param id kind, namespace and name
 * @param labels its labels, by which other ClusterRoles may aggregate it
 * @param rules its rules; for a ClusterRole with an aggregationRule, those of the selected roles
 * @param isAggregate whether it is a ClusterRole that takes its rules from those that its aggregationRule selects
 * @param origin its file and line, or {@code null} if unknown
 */
@API(status = API.Status.INTERNAL)
public record RbacRole(
        RoleReference id,
        Map<String, String> labels,
        List<RbacRule> rules,
        boolean isAggregate,
        @Nullable Origin origin) {

    /** Copies the collections. */
    public RbacRole {
        labels = Map.copyOf(labels);
        rules = List.copyOf(rules);
    }

    /** The same role with another rule in the place of the one with its id, if it has that. */
    RbacRole with(RbacRule rule) {
        return rules.stream().noneMatch(each -> each.id().equals(rule.id()))
                ? this
                : withRules(rules.stream()
                        .map(each -> each.id().equals(rule.id()) ? rule : each)
                        .toList());
    }

    RbacRole withRules(List<RbacRule> others) {
        return new RbacRole(id, labels, others, isAggregate, origin);
    }

    /**
     * {@return whether one of its rules allows a request}
     *
     * @param request the verb, and the resource or URL
     */
    public boolean allows(RequestAttributes request) {
        // No stream: an evaluator spends its time here.
        for (RbacRule rule : rules) {
            if (rule.allows(request)) {
                return true;
            }
        }
        return false;
    }

    /** {@return the requests that it allows when a ClusterRoleBinding grants it} */
    public RequestSet requests() {
        return RequestSet.union(rules.stream().map(RbacRule::requests).toList());
    }
}
