package dev.kubeuser.tool;

import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.rbac.Subject;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The policy that a cluster would have after the files are applied to it.
 *
 * @param written the policy of the files alone
 * @param inForce the policy of the files, and the default one of the cluster
 * @param features what the cluster's version does
 */
record AssumedPolicy(RbacPolicy written, RbacPolicy inForce, Set<ServerFeature> features) {

    /** Returns the subjects to which the files' bindings give a role that is not in the files. */
    Set<Subject> subjectsOfOtherRoles() {
        return written.bindings().stream()
                .filter(binding -> written.role(binding.roleRef()).isEmpty())
                .flatMap(binding -> binding.subjects().stream())
                .collect(Collectors.toSet());
    }

    /** Returns the subjects of the files' bindings. */
    List<Subject> subjects() {
        return written.bindings().stream()
                .flatMap(binding -> binding.subjects().stream())
                .distinct()
                .toList();
    }
}
