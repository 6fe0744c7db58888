package dev.kubeuser.rbac;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * A rule that does not allow a request, and why not.
 *
 * @param binding which grants the role
 * @param role which holds the rule
 * @param rule which would allow the request but for the differences
 * @param differences in what the request or the user differs, at least one, the nearest first
 */
public record NearMiss(RbacBinding binding, RbacRole role, RbacRule rule, Set<Difference> differences) {

    /** Copies the set. */
    public NearMiss {
        differences = Collections.unmodifiableSet(EnumSet.copyOf(differences));
    }

    /**
     * {@return whether the binding names the user}
     */
    public boolean isBoundToUser() {
        return !differences.contains(Difference.SUBJECT);
    }
}
