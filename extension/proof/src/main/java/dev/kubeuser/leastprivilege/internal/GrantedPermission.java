package dev.kubeuser.leastprivilege.internal;

import dev.kubeuser.coverage.internal.Permission;
import dev.kubeuser.coverage.internal.RulePlace;
import dev.kubeuser.rbac.AppliedBinding;
import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.RequestAttributes;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A permission of the policy under test that a binding grants to a subject.
 *
 * @param binding the binding that grants it
 * @param rule the rule that contains it
 * @param index its index among the permissions of the rule
 * @param permission the permission
 */
record GrantedPermission(RbacBinding binding, RbacRule rule, int index, Permission permission) {

    /** Where a permission is written, whatever namespace it was applied to. */
    record Place(Object binding, RulePlace rule, int permission) {}

    static Stream<GrantedPermission> of(AppliedBinding applied) {
        return Stream.ofNullable(applied.role())
                .flatMap(role -> role.rules().stream())
                .filter(rule -> rule.origin() != null)
                .flatMap(rule -> of(applied.binding(), rule));
    }

    private static Stream<GrantedPermission> of(RbacBinding binding, RbacRule rule) {
        List<Permission> permissions = Permission.of(rule);
        return IntStream.range(0, permissions.size())
                .mapToObj(index -> new GrantedPermission(binding, rule, index, permissions.get(index)));
    }

    /** Returns the place. A binding that is not under test is identified by its name. */
    Place place() {
        Object ofBinding = binding.origin() == null ? binding.id() : binding.origin();
        return new Place(ofBinding, RulePlace.of(rule), index);
    }

    /** Returns the uses among what is needed in each namespace. */
    private Stream<RequestAttributes> uses(Map<String, List<RequestAttributes>> needed) {
        RbacRule only = permission.asRule();
        return (binding.id().isClusterWide()
                        ? needed.values().stream()
                        : Stream.ofNullable(needed.get(binding.id().namespace())))
                .flatMap(List::stream)
                .filter(only::allows);
    }

    boolean isNeeded(Map<String, List<RequestAttributes>> needed) {
        return uses(needed).findAny().isPresent();
    }

    /** Whether it allows what is needed and nothing else. */
    boolean isExact(Map<String, List<RequestAttributes>> needed) {
        return uses(needed)
                .anyMatch(use -> permission.isNoMoreThan(use, binding.id().isClusterWide()));
    }
}
