package dev.kubeuser.proof;

import dev.kubeuser.policy.RbacPolicy;
import dev.kubeuser.policy.RequestAttributes;
import dev.kubeuser.policy.Requester;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Gathers what one subject was allowed. Once somebody really did something, what was only asked counts no more. */
final class Needed {

    private final Grantee grantee;
    private final Map<Means, Set<RequestAttributes>> allowed = new LinkedHashMap<>();
    private final Map<RbacPolicy, Set<Requester>> requesters = new LinkedHashMap<>();

    Needed(Grantee grantee) {
        this.grantee = grantee;
    }

    void add(Observation observation, RbacPolicy policy) {
        allowed.computeIfAbsent(meansOf(observation), means -> new LinkedHashSet<>())
                .add(observation.request());
        requesters.computeIfAbsent(policy, unused -> new LinkedHashSet<>()).add(observation.requester());
    }

    private static Means meansOf(Observation observation) {
        return observation.means() == Means.ASSERTION ? Means.ASSERTION : Means.REQUEST;
    }

    Needs result() {
        Means means = allowed.containsKey(Means.REQUEST) ? Means.REQUEST : Means.ASSERTION;
        Set<RequestAttributes> requests = allowed.getOrDefault(means, Set.of());
        Set<Excess> excess = requesters.entrySet().stream()
                .flatMap(entry ->
                        entry.getValue().stream().flatMap(requester -> Excess.of(entry.getKey(), requester, requests)))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        return Needs.of(grantee, means, requests, excess);
    }
}
