package dev.kubeuser.coverage.internal;

import dev.kubeuser.rbac.Grant;
import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.RequestAttributes;
import dev.kubeuser.rbac.RuleId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds redundant permissions. Only those are asked who have the permission, and only where they have it. */
final class Redundancy {

    /** Whether removing a permission would cause denials. */
    enum Necessity {
        NEEDED,
        REDUNDANT,
        /** It grants nothing, perhaps because its binding is not in force yet. */
        UNKNOWN
    }

    private static final String EVERYWHERE = "";

    private final PolicyInForce inForce;
    private final Topics topics;
    private final Map<RuleId, List<RbacRole>> rolesWith = new HashMap<>();

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
        Map<String, BitSet> holders = new HashMap<>();
        rolesWith.getOrDefault(rule.id(), List.of()).stream()
                .flatMap(role -> inForce.granting(role.id()).stream())
                .forEach(binding -> inForce.requesters()
                        .addNamed(binding, holders.computeIfAbsent(binding.id().namespace(), unused -> new BitSet())));
        return holders;
    }

    /** A permission is redundant if it is granted and other rules grant all of it as well. */
    Necessity necessity(RbacRule rule, Map<String, BitSet> holders, Permission permission) {
        Necessity found = Necessity.UNKNOWN;
        for (Topic topic : topics.of(permission)) {
            for (Topic each : topic.each(inForce.namespaces().keySet()).toList()) {
                for (Probe probe : rule.allows(each.request()) ? probes(each, holders) : List.<Probe>of()) {
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

    /** Whoever has the rule cluster-wide needs it nowhere if not in all namespaces at once. */
    private List<Probe> probes(Topic topic, Map<String, BitSet> holders) {
        BitSet clusterWide = holders.getOrDefault(EVERYWHERE, new BitSet());
        List<Probe> probes = new ArrayList<>();
        probes.add(new Probe(topic.request(), clusterWide));
        holders.forEach((place, users) -> {
            boolean isAsked = topic.scope().isNamespaced()
                    ? inForce.namespaces().containsKey(place)
                    : place.equals(topic.request().namespace());
            if (isAsked && !place.equals(EVERYWHERE)) {
                BitSet others = (BitSet) users.clone();
                others.andNot(clusterWide);
                probes.add(new Probe(topic.scope().isNamespaced() ? topic.in(place) : topic.request(), others));
            }
        });
        return probes;
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
