// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.record.internal.RecordedDecision;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The users that probe a policy, each with a number, indexed by the subjects that name them. */
final class Requesters {

    private static final String SOMEBODY = "somebody";
    private static final String ACCOUNTS = "system:serviceaccounts";

    private final List<UserInfo> users;
    private final Map<UserInfo, Integer> numbers = new HashMap<>();
    private final Map<String, List<Integer>> byName = new HashMap<>();
    private final Map<String, List<Integer>> byGroup = new HashMap<>();

    Requesters(Collection<UserInfo> users) {
        this.users = List.copyOf(users);
        for (int number = 0; number < this.users.size(); number++) {
            UserInfo user = this.users.get(number);
            numbers.put(user, number);
            add(byName, user.name(), number);
            for (String group : user.groups()) {
                add(byGroup, group, number);
            }
        }
    }

    private static void add(Map<String, List<Integer>> index, String key, int number) {
        index.computeIfAbsent(key, unused -> new ArrayList<>(1)).add(number);
    }

    UserInfo get(int number) {
        return users.get(number);
    }

    /** Returns the number of a user; -1 if the user is not asked about. */
    int number(UserInfo user) {
        return numbers.getOrDefault(user, -1);
    }

    /** Adds the users of a binding's subjects. */
    void addNamed(RbacBinding binding, BitSet named) {
        for (Subject subject : binding.subjects()) {
            for (int number : numbers(subject)) {
                named.set(number);
            }
        }
    }

    /** A ServiceAccount without a namespace, as a ClusterRoleBinding may have it, names no user. */
    private List<Integer> numbers(Subject subject) {
        if (subject.kind().equals("Group")) {
            return byGroup.getOrDefault(subject.name(), List.of());
        }
        return subject.userName().isEmpty() ? List.of() : byName.getOrDefault(subject.userName(), List.of());
    }

    /** Returns the users of the tests, then one for each subject of the bindings under test. */
    static Set<UserInfo> users(List<RecordedDecision> decisions, Stream<RbacBinding> bindings) {
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
                .map(Requesters::user)
                .filter(user -> !user.isMaster());
    }

    /** Returns the user that a subject stands for: itself, or some member of a group. */
    static UserInfo user(Subject subject) {
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
            default -> UserInfo.user(SOMEBODY + "-in-" + group, group);
        };
    }
}
