package dev.kubeuser.leastprivilege.internal;

import dev.kubeuser.coverage.internal.Permission;
import dev.kubeuser.rbac.AppliedBinding;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.RequestAttributes;
import dev.kubeuser.record.internal.DecisionSource;
import dev.kubeuser.run.internal.OwnNamespaces;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Gathers what is needed of one subject of the policy. */
final class SubjectUse {

    private final Grantee grantee;
    private final OwnNamespaces own;
    private final Set<AppliedBinding> bindings = new LinkedHashSet<>();
    private final Set<RequestAttributes> used = new LinkedHashSet<>();
    private final Set<RequestAttributes> needed = new LinkedHashSet<>();
    private final Set<RequestAttributes> certain = new HashSet<>();
    private final Set<RequestAttributes> asked = new LinkedHashSet<>();
    private DecisionSource source = DecisionSource.ASSERTION;

    SubjectUse(Grantee grantee, OwnNamespaces own) {
        this.grantee = grantee;
        this.own = own;
    }

    void add(AppliedBinding binding, DecisionSource ofUser) {
        bindings.add(binding);
        if (ofUser == DecisionSource.REQUEST) {
            source = ofUser;
        }
    }

    /** Adds a request that a rule of the subject allows, even if the rule of another one is enough. */
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
        List<RequestAttributes> onlyAsked = new ArrayList<>(asked);
        onlyAsked.removeAll(needed);
        return new SmallestRoles(
                grantee.toString(),
                source,
                SmallestRole.objects(grantee, all),
                needed.stream().filter(request -> !certain.contains(request)).toList(),
                onlyAsked,
                excess());
    }

    /** Returns the excess. A permission applied to several namespaces is needed if one of them needs it. */
    private List<SmallestRoles.Excess> excess() {
        Map<String, List<RequestAttributes>> byNamespace =
                used.stream().collect(Collectors.groupingBy(RequestAttributes::namespace));
        Map<GrantedPermission.Place, List<GrantedPermission>> byPlace = bindings.stream()
                .flatMap(GrantedPermission::of)
                .collect(Collectors.groupingBy(GrantedPermission::place, LinkedHashMap::new, Collectors.toList()));
        return byPlace.values().stream()
                .filter(same -> same.stream().noneMatch(granted -> granted.isExact(byNamespace)))
                .map(same -> excess(same.get(0), same.stream().anyMatch(granted -> granted.isNeeded(byNamespace))))
                .toList();
    }

    private SmallestRoles.Excess excess(GrantedPermission granted, boolean isNeededInPart) {
        RbacRule rule = own.written(granted.rule());
        Permission permission = Permission.of(rule).get(granted.index());
        return new SmallestRoles.Excess(own.written(granted.binding()).id(), rule, permission, isNeededInPart);
    }
}
