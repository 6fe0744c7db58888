package dev.kubeuser.report.internal;

import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.rbac.internal.PolicyText;
import java.util.List;
import java.util.Set;

/**
 * The subject of rows of the access matrix. Subjects differ by name and by groups, except for groups that follow from
 * the name.
 *
 * @param name the user name; empty for a question about a group itself
 * @param groups the groups in order, without those that follow from the name
 */
record MatrixSubject(String name, List<String> groups) {

    static MatrixSubject of(UserInfo user) {
        Set<String> implied = implied(user.name());
        List<String> own = user.groups().stream()
                .filter(group -> !implied.contains(group))
                .sorted()
                .toList();
        boolean isGroupOfAll = user.name().isEmpty() && own.isEmpty();
        return new MatrixSubject(user.name(), isGroupOfAll ? List.copyOf(user.groups()) : own);
    }

    private static Set<String> implied(String name) {
        return UserInfo.of(UserInfo.exactly(name).subject()).groups();
    }

    /**
     * Always shows the groups of a user, even if no other user has the same name. So the name of a row does not depend
     * on other rows.
     *
     * @return for example {@code alice}, {@code alice (developers, sre)}, {@code ServiceAccount ci/deployer},
     *     {@code Group developers}
     */
    @Override
    public String toString() {
        String all = String.join(", ", groups);
        if (name.isEmpty()) {
            return "Group " + all;
        }
        String readable = PolicyText.user(name);
        return groups.isEmpty() ? readable : readable + " (" + all + ")";
    }
}
