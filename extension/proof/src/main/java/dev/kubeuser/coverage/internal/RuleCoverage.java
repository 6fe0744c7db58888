package dev.kubeuser.coverage.internal;

import dev.kubeuser.rbac.RbacRule;
import java.util.List;

/**
 * Whether tests needed a rule of the policy under test.
 *
 * @param rule the rule, in the role in which it was written
 * @param permissions its permissions
 * @param isBound whether a binding granted it to any subject
 */
public record RuleCoverage(RbacRule rule, List<PermissionCoverage> permissions, boolean isBound) {

    /** Copies the list. */
    public RuleCoverage {
        permissions = List.copyOf(permissions);
    }

    /**
     * {@return the permissions that count: those that the API server asks for, if a binding grants the rule}
     */
    public List<PermissionCoverage> counted() {
        return isBound
                ? permissions.stream().filter(PermissionCoverage::isAsked).toList()
                : List.of();
    }

    /**
     * {@return whether any of its permissions was covered}
     */
    public boolean isCovered() {
        return permissions.stream().anyMatch(PermissionCoverage::isCovered);
    }
}
