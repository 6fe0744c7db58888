// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.UserInfo;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The users that are asked about, each with a number, indexed by the subjects that name them. */
public final class Requesters {

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

    public UserInfo get(int number) {
        return users.get(number);
    }

    /** Returns the number of a user; -1 if the user is not asked about. */
    public int number(UserInfo user) {
        return numbers.getOrDefault(user, -1);
    }

    /** Adds those whom a binding names. */
    void addNamed(RbacBinding binding, BitSet named) {
        for (Subject subject : binding.subjects()) {
            for (int number : named(subject)) {
                named.set(number);
            }
        }
    }

    /** A ServiceAccount without a namespace, as a ClusterRoleBinding may have it, names nobody. */
    private List<Integer> named(Subject subject) {
        if (subject.kind().equals("Group")) {
            return byGroup.getOrDefault(subject.name(), List.of());
        }
        return subject.userName().isEmpty() ? List.of() : byName.getOrDefault(subject.userName(), List.of());
    }
}
