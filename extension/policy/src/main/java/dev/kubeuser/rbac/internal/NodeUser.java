// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.internal;

import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.request.RequestAttributes;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The users of nodes. The node authorizer, which the API server asks before RBAC, allows them more than bindings grant.
 *
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/node/">Using Node Authorization</a>
 */
public final class NodeUser {

    /** Stands for any node. */
    public static final String ANY = "system:node:any";

    private static final String PREFIX = "system:node:";
    private static final String GROUP = "system:nodes";
    private static final RoleReference RULES = RoleReference.clusterRole("system:node");

    private NodeUser() {}

    public static UserInfo node() {
        return UserInfo.user(ANY, GROUP);
    }

    public static boolean isNode(String user) {
        return user.startsWith(PREFIX);
    }

    /** Checks both the name and the group. */
    public static boolean isAuthorizedAsNode(UserInfo user) {
        return isNode(user.name()) && user.groups().contains(GROUP);
    }

    /** The groups that a policy names, and that of nodes. */
    public static Set<String> withGroup(Set<String> groups) {
        Set<String> all = new LinkedHashSet<>(groups);
        all.add(GROUP);
        return all;
    }

    /** The name of the node; empty if the node authorizer has no opinion on the user. */
    public static Optional<String> nameOfNode(UserInfo user) {
        return isAuthorizedAsNode(user) ? Optional.of(user.name().substring(PREFIX.length())) : Optional.empty();
    }

    /** The user of the only node; empty if there is none, or several. */
    public static String userOf(Set<String> nodes) {
        return nodes.size() == 1 ? PREFIX + nodes.iterator().next() : "";
    }

    /**
     * Whether the node authorizer may allow it. It allows nodes nothing beyond the rules of the role
     * {@code system:node}, which Kubernetes keeps although no binding grants it.
     *
     * @return empty if the policy does not have that role
     */
    public static Optional<Boolean> mayBeAllowed(RbacPolicy policy, UserInfo user, RequestAttributes request) {
        return policy.role(RULES)
                .map(role -> isAuthorizedAsNode(user) && role.rules().stream().anyMatch(rule -> rule.allows(request)));
    }
}
