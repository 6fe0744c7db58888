// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.escalation.internal;

import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The privileges that rules may give, and the object names in them, by the place where they apply. Collected once,
 * because a search asks about each user in each namespace, and most users have rules in few.
 */
final class PlacedRules {

    private final Map<String, Set<Privilege>> privileges = new LinkedHashMap<>();
    private final Set<Privilege> anywhere = EnumSet.noneOf(Privilege.class);
    private final Map<String, Integer> names = new LinkedHashMap<>();
    private final Map<String, SortedMap<Integer, String>> namesIn = new HashMap<>();

    void add(String place, Set<Privilege> given, Collection<String> named) {
        if (!given.isEmpty()) {
            privileges
                    .computeIfAbsent(place, unused -> EnumSet.noneOf(Privilege.class))
                    .addAll(given);
            anywhere.addAll(given);
        }
        for (String name : named) {
            int number = names.computeIfAbsent(name, unused -> names.size());
            namesIn.computeIfAbsent(place, unused -> new TreeMap<>()).put(number, name);
        }
    }

    /** Whether they may give one of some privileges in some place. */
    boolean mayMeet(Set<Privilege> needed) {
        return !Collections.disjoint(anywhere, needed);
    }

    /** Whether they may in a place. Rules for the whole cluster apply in each. */
    boolean mayMeet(Set<Privilege> needed, String place) {
        return isMet(needed, BindingScope.CLUSTER) || isMet(needed, place);
    }

    private boolean isMet(Set<Privilege> needed, String place) {
        return !Collections.disjoint(privileges.getOrDefault(place, Set.of()), needed);
    }

    /** The privileges that they may give in a place. */
    Set<Privilege> in(String place) {
        Set<Privilege> given = EnumSet.noneOf(Privilege.class);
        given.addAll(privileges.getOrDefault(BindingScope.CLUSTER, Set.of()));
        given.addAll(privileges.getOrDefault(place, Set.of()));
        return given;
    }

    /** The places that have rules of their own that may give some. */
    Stream<String> places() {
        return privileges.keySet().stream();
    }

    /** The names of all places. */
    Set<String> names() {
        return names.keySet();
    }

    /** The names in rules that apply in a place, in the order of all. */
    Collection<String> namesIn(String place) {
        SortedMap<Integer, String> here = namesIn.getOrDefault(place, Collections.emptySortedMap());
        SortedMap<Integer, String> everywhere =
                namesIn.getOrDefault(BindingScope.CLUSTER, Collections.emptySortedMap());
        if (here.isEmpty() || everywhere.isEmpty() || place.equals(BindingScope.CLUSTER)) {
            return here.isEmpty() ? everywhere.values() : here.values();
        }
        SortedMap<Integer, String> both = new TreeMap<>(everywhere);
        both.putAll(here);
        return both.values();
    }
}
