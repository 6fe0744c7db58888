// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import dev.kubeuser.analysis.internal.Topics.Topic;
import dev.kubeuser.rbac.Grant;
import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.request.RequestAttributes;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Finds redundant permissions. Only those are asked who have the permission, and only where they have it. */
final class Redundancy {

    /** Whether removing a permission would cause denials. */
    enum Necessity {
        NEEDED,
        REDUNDANT,
        /** The permission grants nothing, for example because its binding is not in force yet. */
        UNKNOWN
    }

    private static final String EVERYWHERE = "";

    private final PolicyInForce inForce;
    private final Topics topics;
    private final Map<RbacRule.Id, List<RbacRole>> rolesWith = new HashMap<>();

    /** By the roles that bindings grant: all rules of an aggregate have the same holders. */
    private final Map<List<RoleReference>, Map<String, BitSet>> holders = new HashMap<>();

    Redundancy(PolicyInForce inForce, Topics topics) {
        this.inForce = inForce;
        this.topics = topics;
        inForce.policy()
                .roles()
                .forEach(role -> role.rules().stream()
                        .map(RbacRule::id)
                        .distinct()
                        .forEach(rule -> rolesWith
                                .computeIfAbsent(rule, unused -> new ArrayList<>(1))
                                .add(role)));
    }

    /** Returns who has a rule, and where: by namespace, or cluster-wide under the empty name. */
    Map<String, BitSet> holders(RbacRule rule) {
        List<RoleReference> granted = rolesWith.getOrDefault(rule.id(), List.of()).stream()
                .map(RbacRole::id)
                .filter(role -> !inForce.granting(role).isEmpty())
                .toList();
        return holders.computeIfAbsent(granted, this::holders);
    }

    private Map<String, BitSet> holders(List<RoleReference> roles) {
        Map<String, BitSet> found = new HashMap<>();
        roles.forEach(role -> inForce.holders(role)
                .forEach((place, users) ->
                        found.computeIfAbsent(place, unused -> new BitSet()).or(users)));
        return found;
    }

    /** A permission is redundant if it is granted and other rules grant all of it as well. */
    Necessity necessity(RbacRule rule, Map<String, BitSet> holders, Permission permission) {
        Necessity found = Necessity.UNKNOWN;
        for (Topic topic : topics.of(permission)) {
            for (Topic each : topic.each(inForce.namespaces().keySet()).toList()) {
                // The first one usually decides.
                Iterator<Probe> probes =
                        rule.allows(each.request()) ? probes(each, holders).iterator() : Collections.emptyIterator();
                while (probes.hasNext()) {
                    Probe probe = probes.next();
                    if (isNeeded(probe, rule)) {
                        return Necessity.NEEDED;
                    }
                    found = probe.users().isEmpty() ? found : Necessity.REDUNDANT;
                }
            }
        }
        return found;
    }

    /**
     * A request, and users who have the rule for it.
     *
     * @param request the request
     * @param users their numbers
     */
    private record Probe(RequestAttributes request, BitSet users) {}

    /** A user that has the rule cluster-wide and does not need it in all namespaces at once needs it nowhere. */
    private Stream<Probe> probes(Topic topic, Map<String, BitSet> holders) {
        BitSet clusterWide = holders.getOrDefault(EVERYWHERE, new BitSet());
        boolean isNamespaced = topic.isNamespaced();
        return Stream.concat(
                Stream.of(new Probe(topic.request(), clusterWide)),
                holders.entrySet().stream()
                        .filter(held -> isAsked(topic, held.getKey()))
                        .map(held -> {
                            BitSet others = (BitSet) held.getValue().clone();
                            others.andNot(clusterWide);
                            return new Probe(isNamespaced ? topic.in(held.getKey()) : topic.request(), others);
                        }));
    }

    private boolean isAsked(Topic topic, String place) {
        boolean isThere = topic.isNamespaced()
                ? inForce.namespaces().containsKey(place)
                : place.equals(topic.request().namespace());
        return isThere && !place.equals(EVERYWHERE);
    }

    private boolean isNeeded(Probe probe, RbacRule rule) {
        return probe.users().stream()
                .mapToObj(inForce.requesters()::get)
                .anyMatch(user -> inForce.policy().decide(user, probe.request()).grants().stream()
                        .allMatch(grant -> isIt(grant, rule)));
    }

    /** Compares places, because two rules may be equal. */
    private static boolean isIt(Grant grant, RbacRule rule) {
        return grant.rule().id().equals(rule.id());
    }
}
