package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.RequestAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The reached capabilities that allow every actor something: roles and permissions in a namespace or the cluster. */
final class Rights {

    private final PolicyIndex index;
    private final Map<String, CapabilitiesByVerb> places = new HashMap<>();
    private final List<Capability.BoundRole> roles = new ArrayList<>();
    private final PlacedNeeds needs = new PlacedNeeds();
    private final Map<Set<Privilege>, List<String>> namespaces = new HashMap<>();
    private final PlacedNames names = new PlacedNames();

    Rights(PolicyIndex index) {
        this.index = index;
    }

    /** Adds a capability; returns whether it is one for every actor. */
    boolean add(Capability capability) {
        String place = place(capability);
        if (place == null) {
            return false;
        }
        places.computeIfAbsent(place, unused -> new CapabilitiesByVerb()).add(capability, verbs(capability));
        if (capability instanceof Capability.BoundRole role) {
            roles.add(role);
        }
        needs.add(place, needs(capability, place));
        names.add(place, names(capability));
        namespaces.clear();
        return true;
    }

    private static @Nullable String place(Capability capability) {
        if (capability instanceof Capability.BoundRole role) {
            return role.namespace();
        }
        if (capability instanceof Capability.SharedPermissions shared) {
            return shared.namespace();
        }
        return capability instanceof Capability.AllPermissions all ? all.namespace() : null;
    }

    /** The verbs in the rules of a role; any for all else. */
    private Set<String> verbs(Capability capability) {
        return capability instanceof Capability.BoundRole role
                ? index.policy().role(role.role()).stream()
                        .flatMap(held -> held.rules().stream())
                        .flatMap(rule -> rule.verbs().stream())
                        .collect(Collectors.toSet())
                : Set.of(CapabilitiesByVerb.ANY);
    }

    private Set<Privilege> needs(Capability capability, String place) {
        if (capability instanceof Capability.BoundRole role) {
            return index.policy().role(role.role()).map(index::needsMetBy).orElse(Set.of());
        }
        return capability instanceof Capability.SharedPermissions shared
                ? index.grantedTo(shared.of().user()).needs().in(place)
                : EnumSet.allOf(Privilege.class);
    }

    private Set<String> names(Capability capability) {
        Set<String> found = new LinkedHashSet<>();
        if (capability instanceof Capability.SharedPermissions shared) {
            found.addAll(index.grantedTo(shared.of().user()).names().all());
        }
        if (capability instanceof Capability.BoundRole bound) {
            index.policy()
                    .role(bound.role())
                    .ifPresent(role -> role.rules().forEach(rule -> found.addAll(rule.resourceNames())));
        }
        return found;
    }

    /** The object names in rules of roles that the user bound to itself, or that another identity shared with it. */
    PlacedNames names() {
        return names;
    }

    /** The roles that the user bound to itself. */
    List<Capability.BoundRole> roles() {
        return roles;
    }

    boolean isIn(String place) {
        return places.containsKey(place);
    }

    /** What they may be good for. */
    PlacedNeeds needs() {
        return needs;
    }

    /** The namespaces whose own rights may have one of the permissions, in the order of the policy. */
    List<String> namespaces(Set<Privilege> needed) {
        return namespaces.computeIfAbsent(needed, unused -> index.principals().sorted(needs.namespaces(needed)));
    }

    /** The first capability that allows every actor a request. Looked up by place, because a cluster may have many. */
    Optional<Capability> allowing(RequestAttributes request) {
        Optional<Capability> everywhere = allowing(BindingScope.CLUSTER, request);
        return everywhere.isPresent() || request.namespace().isEmpty()
                ? everywhere
                : allowing(request.namespace(), request);
    }

    private Optional<Capability> allowing(String place, RequestAttributes request) {
        CapabilitiesByVerb here = places.get(place);
        if (here != null) {
            for (Capability capability : here.of(request.verb())) {
                if (capability.allows(index.policy(), request)) {
                    return Optional.of(capability);
                }
            }
        }
        return Optional.empty();
    }

    /** Capabilities in the order in which they were reached; a place may have thousands, each for few verbs. */
    private static final class CapabilitiesByVerb {

        static final String ANY = "*";

        private final List<Capability> ofAny = new ArrayList<>();
        private final Map<String, List<Capability>> ofVerb = new HashMap<>();

        void add(Capability capability, Set<String> verbs) {
            if (verbs.contains(ANY)) {
                ofAny.add(capability);
                ofVerb.values().forEach(some -> some.add(capability));
            } else {
                verbs.forEach(verb -> ofVerb.computeIfAbsent(verb, unused -> new ArrayList<>(ofAny))
                        .add(capability));
            }
        }

        List<Capability> of(String verb) {
            return ofVerb.getOrDefault(verb, ofAny);
        }
    }
}
