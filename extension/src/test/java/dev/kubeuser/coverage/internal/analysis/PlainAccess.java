package dev.kubeuser.coverage.internal.analysis;

import dev.kubeuser.coverage.internal.recording.DecisionSource;
import dev.kubeuser.coverage.internal.recording.OwnNamespaces;
import dev.kubeuser.coverage.internal.recording.RecordedDecision;
import dev.kubeuser.rbac.AppliedBinding;
import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.RequestAttributes;
import dev.kubeuser.rbac.UserInfo;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Gathers what one subject was allowed to do. Once the subject has sent requests, access reviews no longer count. */
final class PlainAccess {

    private final Grantee grantee;
    private final OwnNamespaces own;
    private final Map<DecisionSource, Set<RequestAttributes>> allowed = new LinkedHashMap<>();
    private final Map<RequestAttributes, Set<RequestAttributes>> written = new HashMap<>();
    private final Set<RequestAttributes> certain = new HashSet<>();
    private final Map<RbacPolicy, Set<UserInfo>> users = new LinkedHashMap<>();

    PlainAccess(Grantee grantee, OwnNamespaces own) {
        this.grantee = grantee;
        this.own = own;
    }

    void add(RecordedDecision recorded, RbacPolicy policy) {
        allowed.computeIfAbsent(sourceOf(recorded), source -> new LinkedHashSet<>())
                .add(recorded.request());
        written.computeIfAbsent(recorded.request(), unused -> new LinkedHashSet<>())
                .add(new TestNames(own, TestNames.namespaces(policy))
                        .written(policy.decide(recorded.user(), recorded.request())));
        if (!recorded.inferred()) {
            certain.add(recorded.request());
        }
        users.computeIfAbsent(policy, unused -> new LinkedHashSet<>()).add(recorded.user());
    }

    private static DecisionSource sourceOf(RecordedDecision recorded) {
        return recorded.source() == DecisionSource.ASSERTION ? DecisionSource.ASSERTION : DecisionSource.REQUEST;
    }

    SubjectNeeds result() {
        DecisionSource source =
                allowed.containsKey(DecisionSource.REQUEST) ? DecisionSource.REQUEST : DecisionSource.ASSERTION;
        Set<RequestAttributes> requests = allowed.getOrDefault(source, Set.of());
        List<RequestAttributes> inferred = written(requests.stream().filter(request -> !certain.contains(request)));
        return new SubjectNeeds(
                grantee.toString(),
                source,
                SmallestRole.objects(grantee, written(requests.stream())),
                inferred,
                List.of(),
                excess(requests));
    }

    private List<RequestAttributes> written(Stream<RequestAttributes> requests) {
        return requests.flatMap(request -> written.getOrDefault(request, Set.of()).stream())
                .distinct()
                .toList();
    }

    /** Returns the excess. A permission applied to several namespaces is needed if one of them needs it. */
    private List<SubjectNeeds.Excess> excess(Set<RequestAttributes> requests) {
        Map<GrantedPermission.Place, List<GrantedPermission>> byPlace = granted()
                .collect(Collectors.groupingBy(GrantedPermission::place, LinkedHashMap::new, Collectors.toList()));
        return byPlace.values().stream()
                .filter(same -> same.stream().noneMatch(granted -> granted.isExact(requests)))
                .map(same -> excess(same.get(0), same.stream().anyMatch(granted -> granted.isNeeded(requests))))
                .toList();
    }

    private SubjectNeeds.Excess excess(GrantedPermission granted, boolean isNeededInPart) {
        RbacRule rule = own.written(granted.rule());
        Permission permission = Permission.of(rule).get(granted.index());
        return new SubjectNeeds.Excess(own.written(granted.binding()).id(), rule, permission, isNeededInPart);
    }

    private Stream<GrantedPermission> granted() {
        return users.entrySet().stream()
                .flatMap(entry -> entry.getValue().stream().flatMap(user -> entry.getKey().bindingsFor(user).stream()))
                .flatMap(GrantedPermission::of);
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
