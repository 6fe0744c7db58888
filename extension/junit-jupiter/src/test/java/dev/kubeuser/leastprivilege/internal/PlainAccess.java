package dev.kubeuser.leastprivilege.internal;

import dev.kubeuser.coverage.internal.Permission;
import dev.kubeuser.leastprivilege.internal.PolicyUse.GrantedPermission;
import dev.kubeuser.rbac.AppliedBinding;
import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.record.internal.DecisionSource;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.run.internal.OwnNamespaces;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Gathers what one subject of the policy was needed for. */
final class PlainAccess {

    private final Grantee grantee;
    private final OwnNamespaces own;
    private final Set<RequestAttributes> used = new LinkedHashSet<>();
    private final Set<RequestAttributes> needed = new LinkedHashSet<>();
    private final Set<RequestAttributes> certain = new HashSet<>();
    private final Set<RequestAttributes> asked = new LinkedHashSet<>();
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

    void asked(RequestAttributes written) {
        asked.add(written);
    }

    SmallestRoles result() {
        Set<RequestAttributes> all = new LinkedHashSet<>(needed);
        all.addAll(asked);
        return new SmallestRoles(
                grantee.toString(),
                source,
                SmallestRole.objects(grantee, all),
                needed.stream().filter(request -> !certain.contains(request)).toList(),
                asked.stream().filter(request -> !needed.contains(request)).toList(),
                excess());
    }

    /** Returns the excess. A permission applied to several namespaces is needed if one of them needs it. */
    private List<SmallestRoles.Excess> excess() {
        Map<GrantedPermission.Place, List<GrantedPermission>> byPlace = bindings.stream()
                .flatMap(GrantedPermission::of)
                .collect(Collectors.groupingBy(GrantedPermission::place, LinkedHashMap::new, Collectors.toList()));
        return byPlace.values().stream()
                .filter(same -> same.stream().noneMatch(this::isExact))
                .map(same -> excess(same.get(0), same.stream().anyMatch(this::isNeeded)))
                .toList();
    }

    private SmallestRoles.Excess excess(GrantedPermission granted, boolean isNeededInPart) {
        RbacRule rule = own.written(granted.rule());
        Permission permission = Permission.of(rule).get(granted.index());
        return new SmallestRoles.Excess(own.written(granted.binding()).id(), rule, permission, isNeededInPart);
    }

    private Stream<RequestAttributes> uses(GrantedPermission granted) {
        RbacBinding binding = granted.binding();
        return used.stream()
                .filter(request ->
                        binding.id().isClusterWide() || binding.id().namespace().equals(request.namespace()))
                .filter(granted.permission()::allows);
    }

    private boolean isNeeded(GrantedPermission granted) {
        return uses(granted).findAny().isPresent();
    }

    /** Whether it allows what is needed and nothing else. */
    private boolean isExact(GrantedPermission granted) {
        return uses(granted)
                .anyMatch(use -> granted.permission()
                        .isNoMoreThan(use, granted.binding().id().isClusterWide()));
    }
}
