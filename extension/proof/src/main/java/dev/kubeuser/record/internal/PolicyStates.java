package dev.kubeuser.record.internal;

import dev.kubeuser.rbac.RbacPolicy;
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
import org.jspecify.annotations.Nullable;

/**
 * The policies under test that were in force one after another, with the observations under each. A policy that is in
 * force again is the same one.
 */
final class PolicyStates {

    private final List<PolicyObject> inForce = new ArrayList<>();
    private final List<AdmissionQuestion> questions = new ArrayList<>();
    private final Map<Policy, Observations> observed = new LinkedHashMap<>();
    private final TreeMap<Instant, Policy> history = new TreeMap<>();
    private final DecidingWebhook webhooks;
    private Policy current = new Policy(Set.of());

    PolicyStates(DecidingWebhook webhooks) {
        this.webhooks = webhooks;
    }

    void add(List<PolicyObject> objects) {
        inForce.addAll(objects);
        changed();
        current();
    }

    void remove(List<PolicyObject> objects) {
        objects.forEach(inForce::remove);
        changed();
    }

    /** Notes what a policy of admission asks authorizers that is now in force. */
    void ask(List<AdmissionQuestion> more) {
        questions.addAll(more);
        current();
    }

    void askNoMore(List<AdmissionQuestion> those) {
        those.forEach(questions::remove);
    }

    private void changed() {
        current = new Policy(new LinkedHashSet<>(inForce));
        history.put(Instant.now(), current);
    }

    /** Returns the observations under the current policy, to add to; empty if no policy is under test. */
    Optional<Observations> current() {
        Optional<Observations> observations = under(current);
        observations.ifPresent(state -> state.ask(questions));
        return observations;
    }

    /** Returns the same for an earlier time. */
    Optional<Observations> at(Instant time) {
        return Optional.ofNullable(history.floorEntry(time)).flatMap(entry -> under(entry.getValue()));
    }

    /** Returns the policy under test at a time, without the rest of the cluster's. */
    RbacPolicy policyAt(Instant time) {
        Map.Entry<Instant, Policy> then = history.floorEntry(time);
        return then == null ? RbacPolicy.builder().build() : then.getValue().alone();
    }

    private Optional<Observations> under(Policy policy) {
        return policy.objects.isEmpty()
                ? Optional.empty()
                : Optional.of(observed.computeIfAbsent(policy, objects -> new Observations(webhooks)));
    }

    /** Returns all states so far, each with the rest of the cluster's policy, and forgets them. */
    List<PolicyState> take(RbacPolicyBuilder rest) {
        List<PolicyState> states = new ArrayList<>();
        observed.forEach((policy, observations) -> {
            PolicyState state = new PolicyState(rest, List.copyOf(policy.objects), List.of());
            states.add(new PolicyState(
                    rest,
                    state.objects(),
                    observations.decisions(state::policy),
                    observations.asked(),
                    observations.statements(),
                    observations.questions().stream()
                            .map(AdmissionQuestion::asked)
                            .distinct()
                            .toList()));
        });
        observed.clear();
        return states;
    }

    /** Objects that were in force together. Caches its hash code, because it is looked up for every observation. */
    private static final class Policy {

        private final Set<PolicyObject> objects;
        private final int hash;
        private @Nullable RbacPolicy alone;

        Policy(Set<PolicyObject> objects) {
            this.objects = objects;
            this.hash = objects.hashCode();
        }

        /** Returns the policy of these objects alone. It is built once, for all denials under it. */
        RbacPolicy alone() {
            RbacPolicy built = alone;
            if (built == null) {
                built = new PolicyState(RbacPolicy.builder(), List.copyOf(objects), List.of()).policy();
                alone = built;
            }
            return built;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other == this || (other instanceof Policy that && hash == that.hash && objects.equals(that.objects));
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }
}
