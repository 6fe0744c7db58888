// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.lint.internal;

import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.internal.PolicyText;
import dev.kubeuser.request.RequestSet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A rule of a policy that becomes part of {@code view}, {@code edit} or {@code admin}. Whoever is bound to that role
 * gains what the rule allows, without a binding in the policy.
 *
 * @param into the role of Kubernetes that gains it; {@code edit} has the rules of {@code view} too, and {@code admin}
 *     those of both, so this is the first of them
 * @param rule the rule, as it is written
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/rbac/#aggregated-clusterroles">Aggregated
 *     ClusterRoles</a>
 */
public record AggregatedRule(RoleReference into, RbacRule rule) {

    /** The user-facing roles of Kubernetes that aggregate others. Each also has the rules of those before it. */
    static final List<RoleReference> USER_FACING = List.of(
            RoleReference.clusterRole("view"), RoleReference.clusterRole("edit"), RoleReference.clusterRole("admin"));

    /**
     * {@return the rules of a policy that give these roles more than Kubernetes gives them}
     *
     * @param inForce the policy with the default one of Kubernetes
     * @param written the policy of the files alone
     */
    public static List<AggregatedRule> in(RbacPolicy inForce, RbacPolicy written) {
        List<AggregatedRule> found = new ArrayList<>();
        Set<RbacRule.Id> known = new HashSet<>();
        Predicate<RbacRule> isOfFiles = rule -> written.role(rule.id().role()).isPresent();
        for (RoleReference into : USER_FACING) {
            if (written.role(into).isPresent()) {
                continue; // the files have a role of their own by that name
            }
            List<RbacRule> rules = inForce.role(into).stream()
                    .flatMap(role -> role.rules().stream())
                    .toList();
            RequestSet ofKubernetes = rules.stream()
                    .filter(isOfFiles.negate())
                    .map(RbacRule::requests)
                    .reduce(RequestSet.none(), RequestSet::union);
            rules.stream()
                    .filter(isOfFiles)
                    .filter(rule -> known.add(rule.id()) && !ofKubernetes.containsAll(rule.requests()))
                    .forEach(rule -> found.add(new AggregatedRule(into, rule)));
        }
        return found;
    }

    /** {@return the rule, and who has it now, in words} */
    @Override
    public String toString() {
        return PolicyText.rule(rule) + ": " + PolicyText.yaml(rule) + ": whoever is bound to " + into + " gains it";
    }
}
