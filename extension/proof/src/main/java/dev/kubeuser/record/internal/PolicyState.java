// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.record.internal;

import dev.kubeuser.manifest.internal.DefaultPolicy;
import dev.kubeuser.question.internal.StatementListeners;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacPolicyBuilder;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.run.TestCase;
import dev.kubeuser.run.internal.RunningTests;
import dev.kubeuser.statement.internal.DefaultGrants;
import dev.kubeuser.statement.internal.PolicyManifests;
import dev.kubeuser.statement.internal.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The policy of a cluster during some time, and what was observed then.
 *
 * @param rest the policy of the cluster without the policy under test, such as the default roles
 * @param objects the policy under test
 * @param decisions the recorded decisions
 * @param asked the access that subjects asked about for themselves, and have by the answer
 * @param statements what assertions stated about all requests, and found to hold
 * @param ofAdmission what admission policies asked authorizers
 */
public record PolicyState(
        RbacPolicyBuilder rest,
        List<PolicyObject> objects,
        List<RecordedDecision> decisions,
        List<AccessReview.Held> asked,
        List<RecordedStatement> statements,
        List<RbacRule> ofAdmission) {

    /** Creates one in which no admission policy asked authorizers. */
    public PolicyState(
            RbacPolicyBuilder rest,
            List<PolicyObject> objects,
            List<RecordedDecision> decisions,
            List<AccessReview.Held> asked,
            List<RecordedStatement> statements) {
        this(rest, objects, decisions, asked, statements, List.of());
    }

    /** Creates one in which no subject asked about its own access, and nothing was stated about all requests. */
    public PolicyState(RbacPolicyBuilder rest, List<PolicyObject> objects, List<RecordedDecision> decisions) {
        this(rest, objects, decisions, List.of(), List.of(), List.of());
    }

    /**
     * {@return the same, with fewer objects under test; the others are part of the rest}
     *
     * @param isUnderTest decides which stay under test
     */
    public PolicyState underTest(Predicate<PolicyObject> isUnderTest) {
        RbacPolicyBuilder all = rest.copy();
        objects.stream().filter(isUnderTest.negate()).forEach(object -> all.add(object.object()));
        return new PolicyState(
                all, objects.stream().filter(isUnderTest).toList(), decisions, asked, statements, ofAdmission);
    }

    /** Returns the policy under test alone, as it is written. */
    public RbacPolicy written() {
        return with(RbacPolicy.builder()).build();
    }

    /** Returns the whole policy. */
    public RbacPolicy policy() {
        return objectsInForce().build();
    }

    /** Returns a builder with the whole policy, to add to. */
    public RbacPolicyBuilder objectsInForce() {
        return with(rest.copy());
    }

    private RbacPolicyBuilder with(RbacPolicyBuilder policy) {
        objects.forEach(object -> policy.add(object.object(), object.source()::origin));
        return policy;
    }

    /**
     * A statement that an assertion found to hold for a policy in force.
     *
     * @param statement the statement, about requests that can be sent
     * @param defaults what Kubernetes itself gives, which the statement leaves out
     * @param tests the known tests with such an assertion
     */
    public record RecordedStatement(Statement statement, DefaultGrants defaults, List<TestCase> tests) {

        /** Statements on one policy, equal ones once. Not thread-safe. */
        static final class Log {

            private final Map<Key, Set<TestCase>> tests = new LinkedHashMap<>();

            private record Key(Statement statement, DefaultGrants defaults) {}

            void add(DefaultGrants defaults, Statement statement, Optional<TestCase> test) {
                Set<TestCase> same =
                        tests.computeIfAbsent(new Key(statement, defaults), unused -> new LinkedHashSet<>());
                test.ifPresent(same::add);
            }

            /** Returns all so far, and forgets them. */
            List<RecordedStatement> take() {
                List<RecordedStatement> all = new ArrayList<>();
                tests.forEach((key, same) ->
                        all.add(new RecordedStatement(key.statement(), key.defaults(), List.copyOf(same))));
                tests.clear();
                return all;
            }
        }
    }

    /** Records the statements on policies of manifests, which need no cluster. Thread-safe. */
    public static final class ManifestStatements implements StatementListeners.Listener {

        /** So many policies that differ; a test that makes them at random must not fill the memory. */
        private static final int MAX_POLICIES = 200;

        private final RunningTests tests;
        private final Map<PolicyManifests, RecordedStatement.Log> statements = new LinkedHashMap<>();
        private final Map<String, RbacPolicyBuilder> defaults = new HashMap<>();

        /**
         * Starts without statements.
         *
         * @param tests knows which test makes a statement
         */
        public ManifestStatements(RunningTests tests) {
            this.tests = tests;
        }

        @Override
        public synchronized void held(PolicyManifests manifests, Instant read, Statement statement) {
            if (!manifests.objects().isEmpty()
                    && (statements.size() < MAX_POLICIES || statements.containsKey(manifests))) {
                statements
                        .computeIfAbsent(manifests, unused -> new RecordedStatement.Log())
                        .add(manifests.defaults(), statement, tests.current());
            }
        }

        /** {@return what was recorded so far, which is forgotten} */
        public synchronized RunRecord take() {
            List<PolicyState> states = statements.entrySet().stream()
                    .map(each -> state(each.getKey(), each.getValue()))
                    .toList();
            statements.clear();
            return RunRecord.ofManifests(states);
        }

        /** As a new cluster would have it. */
        private PolicyState state(PolicyManifests manifests, RecordedStatement.Log log) {
            List<PolicyObject> objects = manifests.objects().stream()
                    .flatMap(object -> PolicyObject.of(object, "default").stream())
                    .toList();
            return new PolicyState(
                    defaults.computeIfAbsent(manifests.defaults().minor(), DefaultPolicy::of),
                    objects,
                    List.of(),
                    List.of(),
                    log.take());
        }
    }
}
