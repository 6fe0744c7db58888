package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.AppliedBinding;
import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.UserInfo;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What searches in one policy look up: each fact is found once, for all users. Not thread-safe. */
class PolicyIndex {

    private final RbacPolicy policy;
    private final Principals principals;
    private final Map<RoleReference, Integer> order = new HashMap<>();
    private final Map<String, List<RoleReference>> roles = new HashMap<>();
    private final Map<String, List<RbacBinding>> bindings = new HashMap<>();
    private final IdentityHashMap<RbacRole, Set<Privilege>> privileges = new IdentityHashMap<>();
    private final Map<UserInfo, PlacedRules> granted = new HashMap<>();

    PolicyIndex(RbacPolicy policy) {
        this.policy = policy;
        this.principals = new Principals(policy);
        for (RbacRole role : policy.roles()) {
            order.put(role.id(), order.size());
            in(role.id().namespace(), roles).add(role.id());
        }
        policy.bindings()
                .forEach(binding -> in(binding.id().namespace(), bindings).add(binding));
    }

    private static <T> List<T> in(String place, Map<String, List<T>> places) {
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
        return Stream.of(BindingScope.CLUSTER, namespace)
                .distinct()
                .flatMap(place -> roles.getOrDefault(place, List.of()).stream())
                .sorted(Comparator.comparing(order::get));
    }

    /** Those with these names alone. */
    Stream<RoleReference> bindableIn(String namespace, Collection<String> names) {
        return RoleTechniques.roles(names, namespace)
                .filter(order::containsKey)
                .sorted(Comparator.comparing(order::get));
    }

    /** The bindings of a namespace, or the cluster-wide ones for an empty name. */
    List<RbacBinding> bindingsIn(String namespace) {
        return bindings.getOrDefault(namespace, List.of());
    }

    /** The privileges that a role may give. */
    Set<Privilege> privilegesOf(RbacRole role) {
        return privileges.computeIfAbsent(role, Privilege::perhapsGivenBy);
    }

    /** The rules that bindings grant a user. */
    PlacedRules grantedTo(UserInfo user) {
        PlacedRules known = granted.get(user);
        if (known == null) {
            known = collected(user);
            granted.put(user, known);
        }
        return known;
    }

    private PlacedRules collected(UserInfo user) {
        PlacedRules rules = new PlacedRules();
        for (AppliedBinding applied : policy.bindingsFor(user)) {
            RbacRole role = applied.role();
            if (role != null) {
                String place = applied.binding().id().namespace();
                rules.add(place, privilegesOf(role), List.of());
                role.rules().forEach(rule -> rules.add(place, Set.of(), rule.resourceNames()));
            }
        }
        if (user.isMaster()) {
            rules.add(BindingScope.CLUSTER, EnumSet.allOf(Privilege.class), List.of());
        }
        return rules;
    }
}
