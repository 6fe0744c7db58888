package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.UserInfo;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** What searches in one policy look up: each fact is found once, for all users. Not thread-safe. */
class PolicyIndex {

    private final RbacPolicy policy;
    private final Principals principals;
    private final Map<String, List<PlacedRole>> roles = new HashMap<>();
    private final Map<RoleReference, PlacedRole> placed = new HashMap<>();
    private final Map<String, List<RbacBinding>> bindings = new HashMap<>();
    private final IdentityHashMap<RbacRole, Set<Privilege>> needs = new IdentityHashMap<>();
    private final Map<UserInfo, GrantedRules> granted = new HashMap<>();

    PolicyIndex(RbacPolicy policy) {
        this.policy = policy;
        this.principals = new Principals(policy);
        int place = 0;
        for (RbacRole role : policy.roles()) {
            PlacedRole next = new PlacedRole(role.id(), place++);
            in(role.id().namespace(), roles).add(next);
            placed.put(role.id(), next);
        }
        policy.bindings()
                .forEach(binding -> in(binding.id().namespace(), bindings).add(binding));
    }

    /** The list of a place, to add to. */
    static <T> List<T> in(String place, Map<String, List<T>> places) {
        return places.computeIfAbsent(place, unused -> new ArrayList<>());
    }

    RbacPolicy policy() {
        return policy;
    }

    Principals principals() {
        return principals;
    }

    /** The roles that can be bound in a namespace, or in the whole cluster, in the policy's order. */
    Stream<RoleReference> bindableIn(String namespace) {
        List<PlacedRole> clusterRoles = roles.getOrDefault(BindingScope.CLUSTER, List.of());
        return (namespace.isEmpty()
                        ? clusterRoles.stream()
                        : Stream.concat(clusterRoles.stream(), roles.getOrDefault(namespace, List.of()).stream())
                                .sorted(Comparator.comparingInt(PlacedRole::place)))
                .map(PlacedRole::id);
    }

    /** Those with these names alone. */
    Stream<RoleReference> bindableIn(String namespace, Collection<String> names) {
        return RoleTechniques.roles(names, namespace)
                .map(placed::get)
                .filter(Objects::nonNull)
                .sorted(Comparator.comparingInt(PlacedRole::place))
                .map(PlacedRole::id);
    }

    /** The bindings of a namespace, or the cluster-wide ones for an empty name. */
    List<RbacBinding> bindingsIn(String namespace) {
        return bindings.getOrDefault(namespace, List.of());
    }

    /** The needs that a role may meet. */
    Set<Privilege> needsMetBy(RbacRole role) {
        return needs.computeIfAbsent(role, Privilege::perhapsGivenBy);
    }

    /** The rules that bindings grant a user. */
    GrantedRules grantedTo(UserInfo user) {
        GrantedRules known = granted.get(user);
        if (known == null) {
            known = new GrantedRules(user, policy.bindingsFor(user), this::needsMetBy);
            granted.put(user, known);
        }
        return known;
    }

    /** A role, and its place among all. */
    private record PlacedRole(RoleReference id, int place) {}
}
