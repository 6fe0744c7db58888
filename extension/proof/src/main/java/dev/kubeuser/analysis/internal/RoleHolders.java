// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.request.RequestAttributes;
import java.util.BitSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Who holds some roles, and where: by namespace, or cluster-wide under the empty name. */
public final class RoleHolders {

    private static final String CLUSTER_WIDE = "";

    private final Requesters requesters;
    private final IdentityHashMap<RbacRole, Map<String, BitSet>> byRole = new IdentityHashMap<>();

    public RoleHolders(Requesters requesters) {
        this.requesters = requesters;
    }

    public void add(RbacBinding binding, RbacRole role) {
        requesters.addNamed(
                binding,
                byRole.computeIfAbsent(role, unused -> new HashMap<>())
                        .computeIfAbsent(binding.id().namespace(), unused -> new BitSet()));
    }

    /**
     * Adds a role with all who hold it. No binding of it can be added afterwards.
     *
     * @param users by place, as {@link PolicyInForce#holders} has them: the same object before and after a mutation, so
     *     comparing them costs nothing
     */
    public void add(RbacRole role, Map<String, BitSet> users) {
        if (!users.isEmpty()) {
            byRole.put(role, users);
        }
    }

    public Set<String> places() {
        return holding(role -> true).keySet();
    }

    private BitSet at(String place, RbacRole role) {
        BitSet users = byRole.getOrDefault(role, Map.of()).get(place);
        return users == null ? new BitSet() : users;
    }

    /** Returns those who hold a fitting role, by place. Asks about a role once, in however many places it is held. */
    public Map<String, BitSet> holding(Predicate<RbacRole> fitting) {
        List<Map<String, BitSet>> held = byRole.entrySet().stream()
                .filter(entry -> fitting.test(entry.getKey()))
                .map(Map.Entry::getValue)
                .toList();
        if (held.size() == 1) {
            return held.get(0);
        }
        Map<String, BitSet> holding = new HashMap<>();
        held.forEach(places -> places.forEach((place, users) ->
                holding.computeIfAbsent(place, unused -> new BitSet()).or(users)));
        return holding;
    }

    /** Whether one of the roles allows a user a request. */
    public boolean allows(int user, RequestAttributes request) {
        return allows(CLUSTER_WIDE, user, request)
                || (!request.namespace().isEmpty() && allows(request.namespace(), user, request));
    }

    private boolean allows(String place, int user, RequestAttributes request) {
        return byRole.keySet().stream().anyMatch(role -> at(place, role).get(user) && role.allows(request));
    }

    /** Returns those who hold other roles in a place than there. */
    public BitSet unlike(RoleHolders other, String place) {
        BitSet unlike = new BitSet();
        addMissing(other, place, unlike);
        other.addMissing(this, place, unlike);
        return unlike;
    }

    private void addMissing(RoleHolders other, String place, BitSet missing) {
        byRole.keySet().forEach(role -> {
            BitSet users = (BitSet) at(place, role).clone();
            users.andNot(other.at(place, role));
            missing.or(users);
        });
    }
}
