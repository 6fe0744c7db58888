// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.record.internal.RecordedDecision;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The users that probe a policy: those of the tests, then one for each subject of the bindings under test. */
public final class ProbeUsers {

    private static final String SOMEBODY = "somebody";
    private static final String ACCOUNTS = "system:serviceaccounts";

    private ProbeUsers() {}

    public static Set<UserInfo> of(List<RecordedDecision> decisions, Stream<RbacBinding> bindings) {
        Set<UserInfo> users = new LinkedHashSet<>();
        decisions.stream()
                .map(RecordedDecision::user)
                .filter(user -> !user.isMaster())
                .forEach(users::add);
        named(bindings).forEach(users::add);
        users.add(UserInfo.user(SOMEBODY));
        return users;
    }

    /** Returns a user for each subject of bindings under test. */
    static Stream<UserInfo> named(Stream<RbacBinding> bindings) {
        return bindings.filter(binding -> binding.origin() != null)
                .map(RbacBinding::subjects)
                .flatMap(List::stream)
                .map(ProbeUsers::named)
                .filter(user -> !user.isMaster());
    }

    /** Returns the user that a subject stands for: itself, or some member of a group. */
    static UserInfo named(Subject subject) {
        return switch (subject.kind()) {
            case "User", "ServiceAccount" -> UserInfo.of(subject);
            case "Group" -> inGroup(subject.name());
            default -> UserInfo.user(SOMEBODY);
        };
    }

    /**
     * Returns a member of a group. A ServiceAccount is also in the groups of all ServiceAccounts and of all
     * authenticated users.
     */
    private static UserInfo inGroup(String group) {
        if (group.equals(ACCOUNTS)) {
            return UserInfo.serviceAccount("default", SOMEBODY);
        }
        if (group.startsWith(ACCOUNTS + ":")) {
            return UserInfo.serviceAccount(group.substring(ACCOUNTS.length() + 1), SOMEBODY);
        }
        return switch (group) {
            case "system:unauthenticated" -> UserInfo.anonymous();
            case "system:authenticated" -> UserInfo.user(SOMEBODY);
            default -> member(group);
        };
    }

    private static UserInfo member(String group) {
        return UserInfo.user(SOMEBODY + "-in-" + group, group);
    }
}
