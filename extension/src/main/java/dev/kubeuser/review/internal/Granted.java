package dev.kubeuser.review.internal;

import dev.kubeuser.rbac.Grant;
import dev.kubeuser.rbac.Subject;
import java.util.List;

/**
 * One way by which a request is allowed.
 *
 * @param binding kind, namespace and name, as in {@code RoleBinding dev/developers}
 * @param role the same of the role, as in {@code ClusterRole view}
 * @param subjects those of the binding that mean the user, as in {@code Group developers}
 */
public record Granted(String binding, String role, List<String> subjects) {

    public static Granted of(Grant grant) {
        return new Granted(
                grant.binding().id().toString(),
                grant.role().id().toString(),
                grant.subjects().stream().map(Subject::toString).toList());
    }

    boolean includes(Granted other) {
        return binding.equals(other.binding) && role.equals(other.role) && subjects.containsAll(other.subjects);
    }

    @Override
    public String toString() {
        return binding + " of " + role + " to " + String.join(", ", subjects);
    }
}
