package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.RbacPolicy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All capabilities reached so far, each with the step that gave it. Grows by rounds until no step gives a new one: what
 * a round reaches counts from the next one on.
 */
class ReachableSet {

    private final PolicyIndex index;
    private final Map<Capability, Optional<Step>> capabilities = new LinkedHashMap<>();
    private final List<Capability> fresh = new ArrayList<>();
    private final List<HeldPermissions> actors = new ArrayList<>();
    private final Rights rights;
    private final BitSet accounts = new BitSet();
    private final Map<String, Integer> reachedIn = new HashMap<>();
    private int reachedAccounts;
    private @Nullable List<RoleTechniques.HeldBinding> heldBindings;
    private @Nullable Map<String, List<RoleTechniques.HeldBinding>> heldBindingsByPlace;

    /** Begins with identities, usually one. */
    ReachableSet(PolicyIndex index, Collection<Capability.Identity> starts) {
        this.index = index;
        this.rights = new Rights(index);
        starts.forEach(start -> put(start, Optional.empty()));
    }

    PolicyIndex index() {
        return index;
    }

    RbacPolicy policy() {
        return index.policy();
    }

    Rights rights() {
        return rights;
    }

    /** What the last round reached first. */
    List<Capability> fresh() {
        return fresh;
    }

    boolean has(Capability capability) {
        return capabilities.containsKey(capability);
    }

    boolean has(Principals.Account account) {
        return accounts.get(account.place());
    }

    /** Whether all ServiceAccounts are reached, so that no step to one gives anything new. */
    boolean hasAllAccounts() {
        return reachedAccounts == index.principals().accounts().size();
    }

    /** Whether all ServiceAccounts of a namespace are reached. */
    boolean hasAllAccountsIn(String namespace) {
        return reachedIn.getOrDefault(namespace, 0)
                == index.principals().accountsIn(namespace).size();
    }

    /** The actors of the rounds before, with their permissions. */
    List<HeldPermissions> actors() {
        return actors;
    }

    /** Makes what was reached count; returns whether every actor may do more now. */
    boolean settle() {
        boolean isMore = false;
        for (Capability capability : fresh) {
            if (capability instanceof Capability.Actor actor) {
                actors.add(permissionsOf(actor));
            }
            isMore |= rights.add(capability);
        }
        fresh.clear();
        heldBindings = null;
        heldBindingsByPlace = null;
        return isMore;
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
        Principals.Account account = index.principals().account(capability);
        if (account != null) {
            accounts.set(account.place());
            reachedAccounts++;
            reachedIn.merge(account.namespace(), 1, Integer::sum);
        }
        return true;
    }

    /**
     * The bindings of all reached actors, and those that the user created: one for each role and place that is not
     * wholly the user's. Rules written into their roles count.
     */
    List<RoleTechniques.HeldBinding> heldBindings() {
        List<RoleTechniques.HeldBinding> known = heldBindings;
        if (known == null) {
            Map<Capability.BoundRole, RoleTechniques.HeldBinding> found = new LinkedHashMap<>();
            for (HeldPermissions permissions : actors) {
                permissions
                        .granted()
                        .bindings()
                        .forEach(binding -> found.computeIfAbsent(
                                new Capability.BoundRole(
                                        binding.roleRef(), binding.id().namespace()),
                                unused -> RoleTechniques.HeldBinding.of(found.size(), permissions.actor(), binding)));
            }
            rights.roles()
                    .forEach(role ->
                            found.computeIfAbsent(role, unused -> RoleTechniques.HeldBinding.of(found.size(), role)));
            known = found.values().stream()
                    .filter(held -> !has(held.allRights()))
                    .toList();
            heldBindings = known;
        }
        return known;
    }

    /** Those whose roles are in a namespace, or cluster-wide. */
    List<RoleTechniques.HeldBinding> heldBindingsOfRolesIn(String place) {
        Map<String, List<RoleTechniques.HeldBinding>> known = heldBindingsByPlace;
        if (known == null) {
            known = heldBindings().stream()
                    .collect(Collectors.groupingBy(binding -> binding.role().namespace()));
            heldBindingsByPlace = known;
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
