package dev.kubeuser.matrix;

import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.review.internal.AccessReviewer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The subjects of a matrix. Several may have the same name: to the API server, a user with other groups is another
 * user.
 */
final class MatrixSubjects {

    private final Map<String, List<AccessReviewer>> byName = new LinkedHashMap<>();

    void add(String name, AccessReviewer reviewer) {
        byName.computeIfAbsent(name, first -> new ArrayList<>()).add(reviewer);
    }

    boolean isEmpty() {
        return byName.isEmpty();
    }

    /** By the names in the table. Asks who the subjects are where a name does not say it. */
    Map<String, AccessReviewer> byLabel() {
        Map<String, AccessReviewer> labelled = new LinkedHashMap<>();
        byName.forEach((name, reviewers) -> {
            if (reviewers.size() == 1) {
                labelled.put(name, reviewers.get(0));
            } else {
                labelled.putAll(byGroups(name, reviewers));
            }
        });
        return labelled;
    }

    private static Map<String, AccessReviewer> byGroups(String name, List<AccessReviewer> reviewers) {
        Map<UserInfo, AccessReviewer> different = new LinkedHashMap<>();
        reviewers.forEach(reviewer -> different.putIfAbsent(reviewer.userInfo(), reviewer));
        Map<String, AccessReviewer> labelled = new LinkedHashMap<>();
        different.forEach((user, reviewer) -> labelled.put(different.size() == 1 ? name : label(name, user), reviewer));
        return labelled;
    }

    /** Without the group that every authenticated user has. */
    private static String label(String name, UserInfo user) {
        List<String> groups = user.groups().stream()
                .filter(group -> !group.equals("system:authenticated"))
                .sorted()
                .toList();
        return groups.isEmpty() ? name : name + " (" + String.join(", ", groups) + ")";
    }
}
