package dev.kubeuser.rbac.escalation.frozen;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The needs that permissions may meet, by the place where they apply. */
final class PlacedNeeds {

    private final Map<String, Set<Need>> places = new LinkedHashMap<>();
    private final Set<Need> anywhere = EnumSet.noneOf(Need.class);

    void add(String place, Set<Need> needs) {
        if (!needs.isEmpty()) {
            places.computeIfAbsent(place, unused -> EnumSet.noneOf(Need.class)).addAll(needs);
            anywhere.addAll(needs);
        }
    }

    /** The needs that may be met in some place. */
    Set<Need> anywhere() {
        return anywhere;
    }

    /** Permissions for the whole cluster apply in each place. */
    boolean mayMeet(Need need, String place) {
        return isMet(need, BindingScope.CLUSTER) || (!place.isEmpty() && isMet(need, place));
    }

    private boolean isMet(Need need, String place) {
        Set<Need> met = places.get(place);
        return met != null && met.contains(need);
    }

    /** The needs that permissions of a place or of the whole cluster may meet. */
    Set<Need> in(String place) {
        Set<Need> needs = EnumSet.noneOf(Need.class);
        needs.addAll(places.getOrDefault(BindingScope.CLUSTER, Set.of()));
        needs.addAll(places.getOrDefault(place, Set.of()));
        return needs;
    }

    /** The namespaces that have permissions of their own that may meet a need. */
    Stream<String> namespaces(Need need) {
        return anywhere.contains(need) ? places().filter(place -> !place.isEmpty() && isMet(need, place)) : Stream.of();
    }

    /** The places that have permissions of their own. */
    Stream<String> places() {
        return places.keySet().stream();
    }
}
