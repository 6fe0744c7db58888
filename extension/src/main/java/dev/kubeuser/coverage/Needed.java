package dev.kubeuser.coverage;

import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.RequestAttributes;
import dev.kubeuser.rbac.UserInfo;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Gathers what one subject was allowed. Once somebody really did something, what was only asked counts no more. */
final class Needed {

    private final Grantee grantee;
    private final OwnNamespaces own;
    private final Map<Means, Set<RequestAttributes>> allowed = new LinkedHashMap<>();
    private final Map<RbacPolicy, Set<UserInfo>> requesters = new LinkedHashMap<>();

    Needed(Grantee grantee, OwnNamespaces own) {
        this.grantee = grantee;
        this.own = own;
    }

    void add(Observation observation, RbacPolicy policy) {
        allowed.computeIfAbsent(meansOf(observation), means -> new LinkedHashSet<>())
                .add(observation.request());
        requesters.computeIfAbsent(policy, unused -> new LinkedHashSet<>()).add(observation.requester());
    }

    private static Means meansOf(Observation observation) {
        return observation.means() == Means.ASSERTION ? Means.ASSERTION : Means.REQUEST;
    }

    Needs result() {
        Means means = allowed.containsKey(Means.REQUEST) ? Means.REQUEST : Means.ASSERTION;
        Set<RequestAttributes> requests = allowed.getOrDefault(means, Set.of());
        List<RequestAttributes> written =
                requests.stream().map(own::written).distinct().toList();
        return Needs.of(grantee, means, written, excess(requests));
    }

    /** What was written once is needed if it is in one of the namespaces where it was applied. */
    private List<Excess> excess(Set<RequestAttributes> requests) {
        Map<GrantedPermission.Place, List<GrantedPermission>> byPlace = granted()
                .collect(Collectors.groupingBy(GrantedPermission::place, LinkedHashMap::new, Collectors.toList()));
        return byPlace.values().stream()
                .filter(same -> same.stream().noneMatch(granted -> granted.isExact(requests)))
                .map(same -> excess(same.get(0), same.stream().anyMatch(granted -> granted.isNeeded(requests))))
                .toList();
    }

    private Excess excess(GrantedPermission granted, boolean isNeededInPart) {
        RbacRule rule = own.written(granted.rule());
        Permission permission = Permission.of(rule).get(granted.index());
        return new Excess(own.written(granted.binding()).id(), rule, permission, isNeededInPart);
    }

    private Stream<GrantedPermission> granted() {
        return requesters.entrySet().stream()
                .flatMap(entry ->
                        entry.getValue().stream().flatMap(requester -> entry.getKey().bindingsFor(requester).stream()))
                .flatMap(GrantedPermission::of);
    }
}
