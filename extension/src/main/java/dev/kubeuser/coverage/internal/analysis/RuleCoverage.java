package dev.kubeuser.coverage.internal.analysis;

import dev.kubeuser.rbac.RbacRule;
import java.util.List;

/**
 * Whether tests needed a rule of the policy under test.
 *
 * @param rule which, in the role that it was written in
 * @param permissions what it consists of
 * @param nearDenials how many different denials were asserted that the rule would allow but for one difference: these are
 *     its tested edges
 * @param isBound whether there was a binding that grants it to anybody
 */
public record RuleCoverage(RbacRule rule, List<PermissionCoverage> permissions, int nearDenials, boolean isBound) {

    /** Copies the list. */
    public RuleCoverage {
        permissions = List.copyOf(permissions);
    }

    /**
     * {@return whether any of its permissions was covered}
     */
    public boolean isCovered() {
        return permissions.stream().anyMatch(PermissionCoverage::isCovered);
    }
}
