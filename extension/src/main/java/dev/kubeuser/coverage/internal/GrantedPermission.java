package dev.kubeuser.coverage.internal;

import dev.kubeuser.rbac.AppliedBinding;
import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.RequestAttributes;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A permission of the policy under test that somebody has through a binding.
 *
 * @param binding which grants it
 * @param rule in which it is
 * @param index among the permissions of the rule
 * @param permission what
 */
record GrantedPermission(RbacBinding binding, RbacRule rule, int index, Permission permission) {

    /** Where it is written, whatever the namespace in which that was applied. */
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

    /** A binding that is not under test is known by its name. */
    Place place() {
        Object ofBinding = binding.origin() == null ? binding.id() : binding.origin();
        return new Place(ofBinding, RulePlace.of(rule), index);
    }

    private Stream<RequestAttributes> uses(Collection<RequestAttributes> needed) {
        return needed.stream()
                .filter(request ->
                        binding.id().isClusterWide() || binding.id().namespace().equals(request.namespace()))
                .filter(permission::allows);
    }

    boolean isNeeded(Collection<RequestAttributes> needed) {
        return uses(needed).findAny().isPresent();
    }

    /** Whether it allows what is needed and nothing else. */
    boolean isExact(Collection<RequestAttributes> needed) {
        return uses(needed)
                .anyMatch(use -> permission.isNoMoreThan(use, binding.id().isClusterWide()));
    }
}
