package dev.kubeuser.coverage.internal;

import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.rbac.RequestAttributes;
import java.util.BitSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Who holds some roles, and where: by namespace, or cluster-wide under the empty name. */
public final class RoleHolders {

    private static final String CLUSTER_WIDE = "";

    private final Requesters requesters;
    private final Map<String, Map<RbacRole, BitSet>> byPlace = new HashMap<>();

    public RoleHolders(Requesters requesters) {
        this.requesters = requesters;
    }

    public void add(RbacBinding binding, RbacRole role) {
        requesters.addNamed(
                binding,
                byPlace.computeIfAbsent(binding.id().namespace(), unused -> new IdentityHashMap<>())
                        .computeIfAbsent(role, unused -> new BitSet()));
    }

    public Set<String> places() {
        return byPlace.keySet();
    }

    private Map<RbacRole, BitSet> at(String place) {
        return byPlace.getOrDefault(place, Map.of());
    }

    /** Returns those who hold a fitting role, by place. Asks about a role once, in however many places it is held. */
    public Map<String, BitSet> holding(Predicate<RbacRole> fitting) {
        IdentityHashMap<RbacRole, Boolean> asked = new IdentityHashMap<>();
        Map<String, BitSet> holding = new HashMap<>();
        byPlace.forEach((place, roles) -> roles.forEach((role, users) -> {
            if (asked.computeIfAbsent(role, fitting::test)) {
                holding.computeIfAbsent(place, unused -> new BitSet()).or(users);
            }
        }));
        return holding;
    }

    /** Whether one of the roles allows a user a request. */
    public boolean allows(int user, RequestAttributes request) {
        return allows(CLUSTER_WIDE, user, request)
                || (!request.namespace().isEmpty() && allows(request.namespace(), user, request));
    }

    private boolean allows(String place, int user, RequestAttributes request) {
        for (Map.Entry<RbacRole, BitSet> held : at(place).entrySet()) {
            if (held.getValue().get(user) && held.getKey().allows(request)) {
                return true;
            }
        }
        return false;
    }

    /** Returns those who hold other roles in a place than there. */
    public BitSet unlike(RoleHolders other, String place) {
        Map<RbacRole, BitSet> here = at(place);
        Map<RbacRole, BitSet> there = other.at(place);
        BitSet unlike = new BitSet();
        here.forEach((role, users) -> {
            BitSet differing = (BitSet) users.clone();
            BitSet others = there.get(role);
            if (others != null) {
                differing.xor(others);
            }
            unlike.or(differing);
        });
        there.forEach((role, users) -> {
            if (!here.containsKey(role)) {
                unlike.or(users);
            }
        });
        return unlike;
    }
}
