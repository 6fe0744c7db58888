package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.RbacPolicy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** All capabilities reached so far, each with the step that gave it. Grows until no step gives a new one. */
final class ReachableSet {

    private final RbacPolicy policy;
    private final Principals principals;
    private final Map<Capability, Optional<Step>> capabilities = new LinkedHashMap<>();
    private final Map<String, List<Capability>> rights = new HashMap<>();

    ReachableSet(RbacPolicy policy, Capability.Identity start) {
        this.policy = policy;
        this.principals = new Principals(policy);
        capabilities.put(start, Optional.empty());
    }

    RbacPolicy policy() {
        return policy;
    }

    Principals principals() {
        return principals;
    }

    Set<Capability> capabilities() {
        return capabilities.keySet();
    }

    boolean has(Capability capability) {
        return capabilities.containsKey(capability);
    }

    List<Capability.BoundRole> roles() {
        return capabilities.keySet().stream()
                .filter(Capability.BoundRole.class::isInstance)
                .map(Capability.BoundRole.class::cast)
                .toList();
    }

    /** Identities that share their permissions with others. */
    Stream<Capability.Identity> sharing() {
        return capabilities.keySet().stream()
                .filter(Capability.SharedPermissions.class::isInstance)
                .map(capability -> ((Capability.SharedPermissions) capability).of())
                .distinct();
    }

    /** The reached identities with their permissions. */
    List<HeldPermissions> identities() {
        return capabilities.keySet().stream()
                .filter(Capability.Identity.class::isInstance)
                .map(capability -> new HeldPermissions(this, (Capability.Identity) capability))
                .toList();
    }

    /** Adds steps; true if one gives a new capability. */
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

    /** Capabilities that hold in a namespace for every identity; looked up, because a cluster may have many namespaces. */
    Stream<Capability> rightsIn(String namespace) {
        return Stream.of(BindingScope.CLUSTER, namespace)
                .distinct()
                .flatMap(place -> rights.getOrDefault(place, List.of()).stream());
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
}
