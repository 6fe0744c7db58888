package dev.kubeuser.coverage.internal.recording;

import dev.kubeuser.rbac.RbacPolicyBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The policies under test that were in force one after another, with the observations under each. */
final class PolicyStates {

    private final List<PolicyObject> inForce = new ArrayList<>();
    private final Map<Set<PolicyObject>, Observations> observed = new LinkedHashMap<>();
    private final TreeMap<Instant, Set<PolicyObject>> history = new TreeMap<>();

    void add(List<PolicyObject> objects) {
        inForce.addAll(objects);
        changed();
        current();
    }

    void remove(List<PolicyObject> objects) {
        objects.forEach(inForce::remove);
        changed();
    }

    private void changed() {
        history.put(Instant.now(), new LinkedHashSet<>(inForce));
    }

    /** Returns the observations under the current policy, to add to; empty if no policy is under test. */
    Optional<Observations> current() {
        return under(new LinkedHashSet<>(inForce));
    }

    /** Returns the same for an earlier time. */
    Optional<Observations> at(Instant time) {
        return Optional.ofNullable(history.floorEntry(time)).flatMap(entry -> under(entry.getValue()));
    }

    private Optional<Observations> under(Set<PolicyObject> policy) {
        return policy.isEmpty()
                ? Optional.empty()
                : Optional.of(observed.computeIfAbsent(policy, objects -> new Observations()));
    }

    /** Returns all states so far, each with the rest of the cluster's policy, and forgets them. */
    List<PolicyState> take(RbacPolicyBuilder rest) {
        List<PolicyState> states = new ArrayList<>();
        observed.forEach((objects, observations) -> {
            PolicyState state = new PolicyState(rest, List.copyOf(objects), List.of());
            states.add(new PolicyState(rest, state.objects(), observations.decisions(state.policy())));
        });
        observed.clear();
        return states;
    }
}
