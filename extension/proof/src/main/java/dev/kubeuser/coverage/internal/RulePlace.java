package dev.kubeuser.coverage.internal;

import dev.kubeuser.rbac.Origin;
import dev.kubeuser.rbac.RbacRule;
import java.util.Objects;

/**
 * Where a rule of the policy under test is written, whatever namespaces it was applied to. The index is needed because
 * a JSON file may have several rules on one line.
 *
 * @param origin the origin of the rule
 * @param index its index in its role
 */
public record RulePlace(Origin origin, int index) {

    public static RulePlace of(RbacRule rule) {
        return new RulePlace(Objects.requireNonNull(rule.origin()), rule.id().index());
    }
}
