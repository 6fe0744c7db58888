// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.escalation.internal;

import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.request.RequestAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All capabilities reached so far, each with the step that gave it. Grows by rounds until no step gives a new one: what
 * a round reaches is used from the next round on.
 */
class ReachableSet {

    private final PolicyIndex index;
    private final Map<Capability, Optional<Step>> capabilities = new LinkedHashMap<>();
    private final List<Capability> fresh = new ArrayList<>();
    private final List<HeldPermissions> actors = new ArrayList<>();
    private final PlacedRules shared = new PlacedRules();
    private final Map<String, List<Capability>> rights = new HashMap<>();
    private final List<Capability.BoundRole> roles = new ArrayList<>();
    private @Nullable Map<String, List<RoleTechniques.HeldBinding>> heldBindings;

    /** Begins with identities, usually one. */
    ReachableSet(PolicyIndex index, Collection<Capability.Identity> starts) {
        this.index = index;
        starts.forEach(start -> put(start, Optional.empty()));
    }

    PolicyIndex index() {
        return index;
    }

    RbacPolicy policy() {
        return index.policy();
    }

    /** What all actors may do: by roles that the user bound to itself, and by what an identity shared with it. */
    PlacedRules shared() {
        return shared;
    }

    /** The roles that the user bound to itself. */
    List<Capability.BoundRole> roles() {
        return roles;
    }

    /** What the last round reached first. */
    List<Capability> fresh() {
        return fresh;
    }

    boolean has(Capability capability) {
        return capabilities.containsKey(capability);
    }

    /** Whether all ServiceAccounts of a namespace are reached. */
    boolean hasAllAccountsIn(String namespace) {
        return index.accountsIn(namespace).stream().allMatch(account -> has(account.identity()));
    }

    /** The actors of the rounds before, with their permissions. */
    List<HeldPermissions> actors() {
        return actors;
    }

    /** Uses what was reached from now on; returns whether every actor may do more. */
    boolean beginRound() {
        boolean isMore = false;
        for (Capability capability : fresh) {
            if (capability instanceof Capability.Actor actor) {
                actors.add(permissionsOf(actor));
            }
            isMore |= share(capability);
        }
        fresh.clear();
        heldBindings = null;
        return isMore;
    }

    /** Lets every actor use a role or permissions; returns whether the capability is one of these. */
    private boolean share(Capability capability) {
        if (capability instanceof Capability.BoundRole bound) {
            roles.add(bound);
            policy().role(bound.role()).ifPresent(role -> share(bound, role));
        } else if (capability instanceof Capability.SharedPermissions more) {
            PlacedRules granted = index.grantedTo(more.of().user());
            share(more, more.namespace(), granted.in(more.namespace()), granted.names());
        } else if (capability instanceof Capability.AllPermissions all) {
            share(all, all.namespace(), EnumSet.allOf(Privilege.class), Set.of());
        }
        return !(capability instanceof Capability.Actor);
    }

    private void share(Capability.BoundRole bound, RbacRole role) {
        Set<String> names = new LinkedHashSet<>();
        role.rules().forEach(rule -> names.addAll(rule.resourceNames()));
        share(bound, bound.namespace(), index.privilegesOf(role), names);
    }

    private void share(Capability capability, String place, Set<Privilege> privileges, Set<String> names) {
        shared.add(place, privileges, names);
        rights.computeIfAbsent(place, unused -> new ArrayList<>()).add(capability);
    }

    /** The first capability that allows every actor a request. Looked up by place, because a cluster may have many. */
    Optional<Capability> allowing(RequestAttributes request) {
        Optional<Capability> everywhere = allowing(BindingScope.CLUSTER, request);
        return everywhere.isPresent() || request.namespace().isEmpty()
                ? everywhere
                : allowing(request.namespace(), request);
    }

    private Optional<Capability> allowing(String place, RequestAttributes request) {
        for (Capability capability : rights.getOrDefault(place, List.of())) {
            if (capability.allows(policy(), request)) {
                return Optional.of(capability);
            }
        }
        return Optional.empty();
    }

    HeldPermissions permissionsOf(Capability.Actor actor) {
        return new HeldPermissions(this, actor);
    }

    /**
     * Adds the capability of a step unless it is reached already, or another one allows all that it allows: so does an
     * identity, compared with the same one for single requests. Returns whether it was added.
     */
    boolean add(Step step) {
        boolean isLess = step.capability() instanceof Capability.ConstrainedIdentity constrained
                && has(new Capability.Identity(constrained.user()));
        return !isLess && put(step.capability(), Optional.of(step));
    }

    final boolean put(Capability capability, Optional<Step> step) {
        if (capabilities.putIfAbsent(capability, step) != null) {
            return false;
        }
        fresh.add(capability);
        return true;
    }

    /**
     * The bindings of all reached actors, and those that the user created, to roles of a namespace or to ClusterRoles:
     * one for each role and place that is not wholly the user's. Rules written into their roles are included.
     */
    List<RoleTechniques.HeldBinding> heldBindings(String place) {
        Map<String, List<RoleTechniques.HeldBinding>> known = heldBindings;
        if (known == null) {
            Map<Capability.BoundRole, RoleTechniques.HeldBinding> found = new LinkedHashMap<>();
            for (HeldPermissions permissions : actors) {
                permissions
                        .bindings()
                        .forEach(binding -> found.computeIfAbsent(
                                new Capability.BoundRole(
                                        binding.roleRef(), binding.id().namespace()),
                                unused -> RoleTechniques.HeldBinding.of(found.size(), permissions.actor(), binding)));
            }
            roles.forEach(
                    role -> found.computeIfAbsent(role, unused -> RoleTechniques.HeldBinding.of(found.size(), role)));
            known = found.values().stream()
                    .filter(held -> !has(held.allRights()))
                    .collect(Collectors.groupingBy(held -> held.role().namespace()));
            heldBindings = known;
        }
        return known.getOrDefault(place, List.of());
    }

    /** The steps to a capability, each after those it needs. Without recursion: a path may have thousands of steps. */
    List<Step> pathTo(Capability capability) {
        List<Step> path = new ArrayList<>();
        Set<Capability> done = new HashSet<>();
        Deque<Capability> open = new ArrayDeque<>(List.of(capability));
        while (!open.isEmpty()) {
            Optional<Step> step = capabilities.getOrDefault(open.peek(), Optional.empty());
            Optional<Capability> missing = step.stream()
                    .flatMap(found -> found.prerequisites().stream())
                    .filter(before -> !done.contains(before))
                    .findFirst();
            if (missing.isPresent()) {
                open.push(missing.get());
            } else if (done.add(open.pop())) {
                step.ifPresent(path::add);
            }
        }
        return path;
    }
}
