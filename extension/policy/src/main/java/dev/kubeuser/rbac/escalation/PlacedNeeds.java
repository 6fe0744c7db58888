package dev.kubeuser.rbac.escalation;

import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The privileges that rules may give, by the place where they apply. */
final class PlacedNeeds {

    private final Map<String, Set<Privilege>> places = new LinkedHashMap<>();
    private final Set<Privilege> anywhere = EnumSet.noneOf(Privilege.class);

    void add(String place, Set<Privilege> privileges) {
        if (!privileges.isEmpty()) {
            places.computeIfAbsent(place, unused -> EnumSet.noneOf(Privilege.class))
                    .addAll(privileges);
            anywhere.addAll(privileges);
        }
    }

    /** Whether they may give one of some permissions in some place. */
    boolean mayMeet(Set<Privilege> needed) {
        return !Collections.disjoint(anywhere, needed);
    }

    /** Whether they may in a place. Permissions for the whole cluster apply in each. */
    boolean mayMeet(Set<Privilege> needed, String place) {
        return isMet(needed, BindingScope.CLUSTER) || (!place.isEmpty() && isMet(needed, place));
    }

    private boolean isMet(Set<Privilege> needed, String place) {
        return !Collections.disjoint(places.getOrDefault(place, Set.of()), needed);
    }

    /** The permissions of a place or of the whole cluster. */
    Set<Privilege> in(String place) {
        Set<Privilege> privileges = EnumSet.noneOf(Privilege.class);
        privileges.addAll(places.getOrDefault(BindingScope.CLUSTER, Set.of()));
        privileges.addAll(places.getOrDefault(place, Set.of()));
        return privileges;
    }

    /** The namespaces with permissions of their own, one of those that are needed among them. */
    Stream<String> namespaces(Set<Privilege> needed) {
        return mayMeet(needed) ? places().filter(place -> !place.isEmpty() && isMet(needed, place)) : Stream.of();
    }

    /** The places that have permissions of their own. */
    Stream<String> places() {
        return places.keySet().stream();
    }
}
