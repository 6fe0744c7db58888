package dev.kubeuser.report.internal;

import dev.kubeuser.rbac.ServiceAccountName;
import dev.kubeuser.rbac.UserInfo;
import java.util.List;
import java.util.Set;

/**
 * Whose answers the rows of the access matrix are. Groups tell subjects apart as names do, but for those that follow from
 * the name, which everybody of that kind has.
 *
 * @param name user name; empty for a group that was asked about as such
 * @param groups without those that follow from the name, in order
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
        return ServiceAccountName.ofUser(name)
                .map(account -> UserInfo.serviceAccount(account.namespace(), account.name()))
                .orElseGet(() -> anonymousOrUser(name))
                .groups();
    }

    private static UserInfo anonymousOrUser(String name) {
        UserInfo anonymous = UserInfo.anonymous();
        return name.equals(anonymous.name()) ? anonymous : UserInfo.user(name);
    }

    /**
     * Groups of a user are always shown, not only where another has the same name: what a row is called does not depend on
     * other rows.
     *
     * @return for example {@code alice}, {@code alice (developers, sre)}, {@code Group developers}
     */
    @Override
    public String toString() {
        String all = String.join(", ", groups);
        if (name.isEmpty()) {
            return "Group " + all;
        }
        return groups.isEmpty() ? name : name + " (" + all + ")";
    }
}
