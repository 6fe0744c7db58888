package dev.kubeuser.proof;

import dev.kubeuser.policy.AppliedBinding;
import dev.kubeuser.policy.ObjectId;
import dev.kubeuser.policy.RbacPolicy;
import dev.kubeuser.policy.RbacRule;
import dev.kubeuser.policy.RequestAttributes;
import dev.kubeuser.policy.Requester;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the policy under test grants somebody beyond what is needed.
 *
 * @param binding which grants it
 * @param rule in which it is written
 * @param permission what
 * @param isNeededInPart whether something of it is needed: a {@code *}, a permission for objects of any name or in all
 *     namespaces allows more than that
 */
public record Excess(ObjectId binding, RbacRule rule, Permission permission, boolean isNeededInPart) {

    static Stream<Excess> of(RbacPolicy policy, Requester requester, Collection<RequestAttributes> needed) {
        return policy.bindingsFor(requester).stream().flatMap(applied -> of(applied, needed));
    }

    private static Stream<Excess> of(AppliedBinding applied, Collection<RequestAttributes> needed) {
        ObjectId binding = applied.binding().id();
        return Stream.ofNullable(applied.role())
                .flatMap(role -> role.rules().stream())
                .filter(rule -> rule.origin() != null)
                .flatMap(rule -> Permission.of(rule).stream()
                        .flatMap(permission -> of(binding, rule, permission, needed).stream()));
    }

    private static List<Excess> of(
            ObjectId binding, RbacRule rule, Permission permission, Collection<RequestAttributes> needed) {
        List<RequestAttributes> uses = needed.stream()
                .filter(request ->
                        binding.isClusterWide() || binding.namespace().equals(request.namespace()))
                .filter(permission::allows)
                .toList();
        boolean isExact = uses.stream().anyMatch(use -> permission.isNoMoreThan(use, binding.isClusterWide()));
        return isExact ? List.of() : List.of(new Excess(binding, rule, permission, !uses.isEmpty()));
    }
}
