package dev.kubeuser.coverage.internal;

import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.RequestAttributes;
import java.util.BitSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;

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

    /** Adds those whom one of the roles allows a request. */
    public void addAllowed(RequestAttributes request, BitSet allowed) {
        addAllowed(CLUSTER_WIDE, request, allowed);
        if (!request.namespace().isEmpty()) {
            addAllowed(request.namespace(), request, allowed);
        }
    }

    private void addAllowed(String place, RequestAttributes request, BitSet allowed) {
        at(place).forEach((role, users) -> {
            if (allows(role, request)) {
                allowed.or(users);
            }
        });
    }

    /** Whether one of the roles allows a user a request. */
    public boolean allows(int user, RequestAttributes request) {
        return allows(CLUSTER_WIDE, user, request)
                || (!request.namespace().isEmpty() && allows(request.namespace(), user, request));
    }

    private boolean allows(String place, int user, RequestAttributes request) {
        for (Map.Entry<RbacRole, BitSet> held : at(place).entrySet()) {
            if (held.getValue().get(user) && allows(held.getKey(), request)) {
                return true;
            }
        }
        return false;
    }

    private static boolean allows(RbacRole role, RequestAttributes request) {
        for (RbacRule rule : role.rules()) {
            if (rule.allows(request)) {
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
