package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.UserInfo;
import java.util.LinkedHashSet;
import java.util.Set;

/** The users of nodes. The Node authorizer allows them more than bindings grant. */
final class NodeUser {

    /** Stands for any node. */
    static final String ANY = "system:node:any";

    private static final String PREFIX = "system:node:";
    private static final String GROUP = "system:nodes";

    private NodeUser() {}

    static UserInfo node() {
        return UserInfo.user(ANY, GROUP);
    }

    static boolean isNode(String user) {
        return user.startsWith(PREFIX);
    }

    /** Checks both the name and the group. */
    static boolean isAuthorizedAsNode(UserInfo user) {
        return isNode(user.name()) && user.groups().contains(GROUP);
    }

    /** The groups that a policy names, and that of nodes. */
    static Set<String> withGroup(Set<String> groups) {
        Set<String> all = new LinkedHashSet<>(groups);
        all.add(GROUP);
        return all;
    }
}
