// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.record.internal;

import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacPolicyBuilder;
import dev.kubeuser.record.internal.PolicyState.RecordedStatement;
import dev.kubeuser.run.TestCase;
import dev.kubeuser.statement.internal.DefaultGrants;
import dev.kubeuser.statement.internal.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The policies under test that were in force one after another, with the observations under each. A policy that is in
 * force again is the same one.
 */
final class PolicyStates {

    private final List<PolicyObject> inForce = new ArrayList<>();
    private final List<AdmissionQuestion> questions = new ArrayList<>();
    /** The observations by their objects. */
    private final Map<Set<PolicyObject>, Observations> known = new HashMap<>();

    private final TreeMap<Instant, Observations> history = new TreeMap<>();

    /** Under which something was observed since the last {@link #take}. */
    private final Set<Observations> observed = new LinkedHashSet<>();

    private final ApiServer server;
    private Observations current = new Observations(Set.of());

    PolicyStates(ApiServer server) {
        this.server = server;
    }

    /** Notes what is now in force: objects under test, and what admission policies ask authorizers. */
    void add(List<PolicyObject> objects, List<AdmissionQuestion> asked) {
        inForce.addAll(objects);
        questions.addAll(asked);
        changed();
        current();
    }

    void remove(List<PolicyObject> objects, List<AdmissionQuestion> asked) {
        objects.forEach(inForce::remove);
        asked.forEach(questions::remove);
        changed();
    }

    private void changed() {
        current = known.computeIfAbsent(new LinkedHashSet<>(inForce), Observations::new);
        history.put(Instant.now(), current);
    }

    /** Returns the observations under the current policy, to add to; empty if no policy is under test. */
    Optional<Observations> current() {
        Optional<Observations> observations = under(current);
        observations.ifPresent(state -> state.questions.addAll(questions));
        return observations;
    }

    /** Returns the same for an earlier time. */
    Optional<Observations> at(Instant time) {
        return Optional.ofNullable(history.floorEntry(time)).flatMap(entry -> under(entry.getValue()));
    }

    private Optional<Observations> under(Observations policy) {
        if (policy.objects.isEmpty()) {
            return Optional.empty();
        }
        observed.add(policy);
        return Optional.of(policy);
    }

    /** Returns the policy under test at a time, without the rest of the cluster's. */
    RbacPolicy policyAt(Instant time) {
        Map.Entry<Instant, Observations> then = history.floorEntry(time);
        return then == null ? RbacPolicy.builder().build() : then.getValue().policy();
    }

    /** Returns all states so far, each with the rest of the cluster's policy, and forgets what was observed. */
    List<PolicyState> take(RbacPolicyBuilder rest) {
        List<PolicyState> states =
                observed.stream().map(each -> each.take(rest)).toList();
        observed.clear();
        return states;
    }

    /** The observations while one policy was in force. */
    final class Observations {

        private final Set<PolicyObject> objects;
        private final Set<RecordedDecision> decisions = new LinkedHashSet<>();
        private final Set<AdditionalCheck> additionalChecks = new LinkedHashSet<>();
        private final Set<AdmissionQuestion> questions = new LinkedHashSet<>();
        private final Set<AccessReview.Held> asked = new LinkedHashSet<>();
        private final RecordedStatement.Log statements = new RecordedStatement.Log();
        private @Nullable RbacPolicy alone;

        private Observations(Set<PolicyObject> objects) {
            this.objects = objects;
        }

        /** Returns the policy of its objects alone. It is built once, for all denials under it. */
        private RbacPolicy policy() {
            RbacPolicy built = alone;
            if (built == null) {
                built = state(RbacPolicy.builder()).policy();
                alone = built;
            }
            return built;
        }

        private PolicyState state(RbacPolicyBuilder rest) {
            return new PolicyState(rest, List.copyOf(objects), List.of());
        }

        private boolean isOfRbac(RecordedDecision decision) {
            return server.webhook(decision.user(), decision.request()).isEmpty();
        }

        /** Leaves out what a webhook authorizer decided: RBAC was not consulted, or was overruled. */
        void add(RecordedDecision decision) {
            if (isOfRbac(decision)) {
                decisions.add(decision);
            }
        }

        /** Adds the permissions that a subject has by the answer to its review. */
        void addAnswersOf(@Nullable AccessReview review) {
            if (review != null) {
                review.held().forEach(asked::add);
            }
        }

        void add(DefaultGrants defaults, Statement statement, Optional<TestCase> test) {
            statements.add(defaults, statement, test);
        }

        void add(AdditionalCheck check) {
            additionalChecks.add(check);
        }

        /** Returns what admission policies in force ask authorizers about requests. */
        Set<AdmissionQuestion> questions() {
            return questions;
        }

        private PolicyState take(RbacPolicyBuilder rest) {
            PolicyState state = new PolicyState(
                    rest,
                    List.copyOf(objects),
                    decisions(rest),
                    List.copyOf(asked),
                    statements.take(),
                    questions.stream().map(AdmissionQuestion::asked).distinct().toList());
            List.of(decisions, additionalChecks, questions, asked).forEach(Set::clear);
            return state;
        }

        /** Returns the observed decisions and those of additional checks, which alone depend on the policy. */
        private List<RecordedDecision> decisions(RbacPolicyBuilder rest) {
            if (additionalChecks.isEmpty()) {
                return List.copyOf(decisions);
            }
            RbacPolicy inForce = state(rest).policy();
            return Stream.concat(
                            decisions.stream(),
                            additionalChecks.stream()
                                    .flatMap(check -> check.decisions(inForce).stream())
                                    .filter(this::isOfRbac))
                    .distinct()
                    .toList();
        }
    }
}
