package dev.kubeuser.coverage.internal.analysis;

import dev.kubeuser.coverage.internal.recording.DecisionSource;
import dev.kubeuser.coverage.internal.recording.OwnNamespaces;
import dev.kubeuser.rbac.AppliedBinding;
import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.RequestAttributes;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Gathers what one subject of the policy was needed for. */
final class PlainAccess {

    private final Grantee grantee;
    private final OwnNamespaces own;
    private final Set<RequestAttributes> used = new LinkedHashSet<>();
    private final Set<RequestAttributes> needed = new LinkedHashSet<>();
    private final Set<RequestAttributes> certain = new HashSet<>();
    private final Set<AppliedBinding> bindings = new LinkedHashSet<>();
    private DecisionSource source = DecisionSource.ASSERTION;

    PlainAccess(Grantee grantee, OwnNamespaces own) {
        this.grantee = grantee;
        this.own = own;
    }

    void bound(AppliedBinding applied, DecisionSource ofUser) {
        bindings.add(applied);
        source = ofUser == DecisionSource.REQUEST ? ofUser : source;
    }

    void used(RequestAttributes request) {
        used.add(request);
    }

    void needed(RequestAttributes written, boolean isCertain) {
        needed.add(written);
        if (isCertain) {
            certain.add(written);
        }
    }

    SubjectNeeds result() {
        return new SubjectNeeds(
                grantee.toString(),
                source,
                SmallestRole.objects(grantee, needed),
                needed.stream().filter(request -> !certain.contains(request)).toList(),
                List.of(),
                excess());
    }

    /** Returns the excess. A permission applied to several namespaces is needed if one of them needs it. */
    private List<SubjectNeeds.Excess> excess() {
        Map<GrantedPermission.Place, List<GrantedPermission>> byPlace = bindings.stream()
                .flatMap(GrantedPermission::of)
                .collect(Collectors.groupingBy(GrantedPermission::place, LinkedHashMap::new, Collectors.toList()));
        return byPlace.values().stream()
                .filter(same -> same.stream().noneMatch(granted -> granted.isExact(used)))
                .map(same -> excess(same.get(0), same.stream().anyMatch(granted -> granted.isNeeded(used))))
                .toList();
    }

    private SubjectNeeds.Excess excess(GrantedPermission granted, boolean isNeededInPart) {
        RbacRule rule = own.written(granted.rule());
        Permission permission = Permission.of(rule).get(granted.index());
        return new SubjectNeeds.Excess(own.written(granted.binding()).id(), rule, permission, isNeededInPart);
    }

    /**
     * A permission of the policy under test that a binding grants to a subject.
     *
     * @param binding the binding that grants it
     * @param rule the rule that contains it
     * @param index its index among the permissions of the rule
     * @param permission the permission
     */
    private record GrantedPermission(RbacBinding binding, RbacRule rule, int index, Permission permission) {

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

        private Stream<RequestAttributes> uses(Collection<RequestAttributes> needed) {
            return needed.stream()
                    .filter(request -> binding.id().isClusterWide()
                            || binding.id().namespace().equals(request.namespace()))
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
}
