package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RequestAttributes;
import dev.kubeuser.rbac.UserInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** All capabilities reached so far, each with the step that gave it. Grows until no step gives a new one. */
final class PlainReachableSet {

    private final RbacPolicy policy;
    private final PlainPrincipals principals;
    private final Map<Capability, Optional<Step>> capabilities = new LinkedHashMap<>();
    private final Map<String, List<Capability>> rights = new HashMap<>();
    private final Map<UserInfo, PlainGrantedRules> granted = new HashMap<>();
    private final Map<String, List<RbacBinding>> bindings;
    private @Nullable Index index;

    PlainReachableSet(RbacPolicy policy, Capability.Identity start) {
        this.policy = policy;
        this.principals = new PlainPrincipals(policy);
        this.bindings = policy.bindings().stream()
                .collect(Collectors.groupingBy(binding -> binding.id().namespace()));
        capabilities.put(start, Optional.empty());
    }

    RbacPolicy policy() {
        return policy;
    }

    PlainPrincipals principals() {
        return principals;
    }

    Set<Capability> capabilities() {
        return capabilities.keySet();
    }

    boolean has(Capability capability) {
        return capabilities.containsKey(capability);
    }

    /** The reached actors with their permissions. */
    List<PlainHeldPermissions> actors() {
        return index().actors;
    }

    /** The bindings of all reached actors, and those that the user created. Rules written into their roles count. */
    List<PlainRoleSearches.HeldBinding> heldBindings() {
        return index().heldBindings;
    }

    /** The object names in rules of roles that the user bound to itself, or that another identity shared with it. */
    Set<String> gainedNames() {
        return index().gainedNames;
    }

    /** The rules that bindings grant a user. */
    PlainGrantedRules grantedTo(UserInfo user) {
        return granted.computeIfAbsent(user, unused -> new PlainGrantedRules(user, policy.bindingsFor(user)));
    }

    /** The bindings of a namespace, or the cluster-wide ones for an empty name. */
    List<RbacBinding> bindingsIn(String namespace) {
        return bindings.getOrDefault(namespace, List.of());
    }

    /** Adds steps; returns whether one gives a new capability. */
    boolean addAll(List<Step> steps) {
        boolean isNew = false;
        for (Step step : steps) {
            if (capabilities.putIfAbsent(step.capability(), Optional.of(step)) == null) {
                isNew = true;
                place(step.capability())
                        .ifPresent(place -> rights.computeIfAbsent(place, unused -> new ArrayList<>())
                                .add(step.capability()));
            }
        }
        if (isNew) {
            index = null;
        }
        return isNew;
    }

    private static Optional<String> place(Capability capability) {
        if (capability instanceof Capability.BoundRole role) {
            return Optional.of(role.namespace());
        }
        if (capability instanceof Capability.SharedPermissions shared) {
            return Optional.of(shared.namespace());
        }
        return capability instanceof Capability.AllPermissions all ? Optional.of(all.namespace()) : Optional.empty();
    }

    /** The first capability that allows every actor a request. Looked up by place, because a cluster may have many. */
    Optional<Capability> rightFor(RequestAttributes request) {
        Optional<Capability> everywhere = rightIn(BindingScope.CLUSTER, request);
        return everywhere.isPresent() || request.namespace().isEmpty()
                ? everywhere
                : rightIn(request.namespace(), request);
    }

    private Optional<Capability> rightIn(String place, RequestAttributes request) {
        for (Capability capability : rights.getOrDefault(place, List.of())) {
            if (capability.allows(policy, request)) {
                return Optional.of(capability);
            }
        }
        return Optional.empty();
    }

    /** The steps to a capability, each after those it needs. */
    List<Step> pathTo(Capability capability) {
        Set<Step> path = new LinkedHashSet<>();
        collect(capability, path);
        return new ArrayList<>(path);
    }

    private void collect(Capability capability, Set<Step> path) {
        capabilities.getOrDefault(capability, Optional.empty()).ifPresent(step -> {
            step.prerequisites().forEach(before -> collect(before, path));
            path.add(step);
        });
    }

    private Index index() {
        Index known = index;
        if (known == null) {
            known = new Index();
            index = known;
            known.fill();
        }
        return known;
    }

    /** What follows from the capabilities. Computed once per round, because each actor reads all of it. */
    private final class Index {

        private final Set<String> gainedNames = new LinkedHashSet<>();
        private final List<PlainHeldPermissions> actors = new ArrayList<>();
        private final List<PlainRoleSearches.HeldBinding> heldBindings = new ArrayList<>();

        void fill() {
            capabilities.keySet().forEach(this::addNames);
            capabilities.keySet().forEach(this::addActor);
            capabilities.keySet().forEach(this::addRole);
        }

        private void addNames(Capability capability) {
            if (capability instanceof Capability.SharedPermissions shared) {
                gainedNames.addAll(grantedTo(shared.of().user()).names());
            }
            if (capability instanceof Capability.BoundRole bound) {
                policy.role(bound.role())
                        .ifPresent(role -> role.rules().forEach(rule -> gainedNames.addAll(rule.resourceNames())));
            }
        }

        private void addActor(Capability capability) {
            if (capability instanceof Capability.Actor actor) {
                actors.add(new PlainHeldPermissions(PlainReachableSet.this, actor));
                grantedTo(actor.user())
                        .bindings()
                        .forEach(binding -> heldBindings.add(PlainRoleSearches.HeldBinding.of(actor, binding)));
            }
        }

        private void addRole(Capability capability) {
            if (capability instanceof Capability.BoundRole role) {
                heldBindings.add(PlainRoleSearches.HeldBinding.of(role));
            }
        }
    }
}
