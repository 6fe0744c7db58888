// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac;

import java.util.List;
import java.util.Map;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * A RoleBinding or ClusterRoleBinding.
 *
 * @param id kind, namespace and name
 * @param labels its labels
 * @param roleRef the role that it grants, which need not exist
 * @param subjects the subjects that it grants the role to
 * @param origin its file and line, or {@code null} if unknown
 */
@API(status = API.Status.INTERNAL)
public record RbacBinding(
        BindingReference id,
        Map<String, String> labels,
        RoleReference roleRef,
        List<Subject> subjects,
        @Nullable Origin origin) {

    /** Copies the collections. */
    public RbacBinding {
        labels = Map.copyOf(labels);
        subjects = List.copyOf(subjects);
    }

    /**
     * {@return the same binding with other subjects}
     *
     * @param others the subjects
     */
    public RbacBinding withSubjects(List<Subject> others) {
        return new RbacBinding(id, labels, roleRef, others, origin);
    }

    /** {@return whether the API server created it on its first start, as it does for {@code system:} users} */
    public boolean isBootstrap() {
        return "rbac-defaults".equals(labels.get("kubernetes.io/bootstrapping"));
    }

    /**
     * {@return its subjects that name a user; the first is the one that the API server reports}
     *
     * @param user the user
     */
    public List<Subject> subjectsFor(UserInfo user) {
        return subjects.stream().filter(subject -> subject.appliesTo(user)).toList();
    }
}
