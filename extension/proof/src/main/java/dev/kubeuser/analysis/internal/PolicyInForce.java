// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import com.google.gson.JsonObject;
import dev.kubeuser.rbac.BindingReference;
import dev.kubeuser.rbac.Decision;
import dev.kubeuser.rbac.Origin;
import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.rbac.internal.NodeUser;
import dev.kubeuser.record.internal.PolicyObject;
import dev.kubeuser.record.internal.PolicyState;
import dev.kubeuser.record.internal.PolicyState.RecordedStatement;
import dev.kubeuser.record.internal.RecordedDecision;
import dev.kubeuser.record.internal.RunRecord;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.ResourceAttributes;
import dev.kubeuser.run.TestCase;
import dev.kubeuser.run.internal.OwnNamespaces;
import dev.kubeuser.statement.internal.DefaultGrants;
import dev.kubeuser.statement.internal.GrantChange;
import dev.kubeuser.statement.internal.GrantedRequests;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A state of the policy under test: the whole policy in force at that time, which is built once, with indexes of its
 * parts and of what was observed.
 */
final class PolicyInForce {

    private final PolicyState state;
    private final RbacPolicy policy;
    private final Map<Origin, List<PolicyObject>> byOrigin = new HashMap<>();
    private final Map<RoleReference, List<RbacBinding>> byRole = new HashMap<>();
    private final Map<BindingReference, RbacBinding> bindings = new HashMap<>();
    private final Map<RoleReference, Map<String, BitSet>> holders = new ConcurrentHashMap<>();
    private final Map<Object, Integer> positions = new HashMap<>();
    private final Map<String, Integer> namespaces = new LinkedHashMap<>();
    private final Map<Asked, Observation> observations = new LinkedHashMap<>();
    private final Requesters requesters;
    private final Set<String> named;
    private @Nullable Map<GrantedRequests, List<RecordedStatement>> statements;

    /** A user and its request. */
    private record Asked(UserInfo user, RequestAttributes request) {}

    private PolicyInForce(PolicyState state) {
        this.state = state;
        this.policy = state.policy();
        state.objects()
                .forEach(object -> byOrigin.computeIfAbsent(object.origin(), unused -> new ArrayList<>(1))
                        .add(object));
        policy.roles().forEach(role -> positions.put(role.id(), positions.size()));
        policy.bindings().forEach(this::index);
        state.decisions().forEach(this::observe);
        this.requesters = new Requesters(Requesters.users(state.decisions(), policy.bindings().stream()));
        this.named = TestNames.namespaces(policy);
    }

    private void index(RbacBinding binding) {
        bindings.put(binding.id(), binding);
        positions.put(binding.id(), positions.size());
        byRole.computeIfAbsent(binding.roleRef(), unused -> new ArrayList<>(1)).add(binding);
        if (binding.origin() != null && !binding.id().isClusterWide()) {
            namespaces.putIfAbsent(binding.id().namespace(), namespaces.size());
        }
    }

    static List<PolicyInForce> of(RunRecord runRecord) {
        return runRecord.states().stream().map(PolicyInForce::new).toList();
    }

    /**
     * Returns the policies of manifests about which statements were made, as far as a cluster had their objects: only
     * these are under test, and only as they were written there.
     */
    static List<PolicyInForce> ofManifests(RunRecord runRecord) {
        if (runRecord.ofManifests().isEmpty()) {
            return List.of();
        }
        Map<Origin, Set<JsonObject>> underTest = new HashMap<>();
        runRecord.states().stream()
                .flatMap(state -> state.objects().stream())
                .forEach(object -> underTest
                        .computeIfAbsent(object.origin(), unused -> new HashSet<>())
                        .add(object.source().json()));
        return runRecord.ofManifests().stream()
                .map(state -> state.underTest(object -> underTest
                        .getOrDefault(object.origin(), Set.of())
                        .contains(object.source().json())))
                .filter(state -> !state.objects().isEmpty())
                .map(PolicyInForce::new)
                .toList();
    }

    /** Returns the policy under test together with the rest of the cluster's. */
    RbacPolicy policy() {
        return policy;
    }

    PolicyState state() {
        return state;
    }

    List<RecordedDecision> decisions() {
        return state.decisions();
    }

    /**
     * Returns the statements of tests that hold, by what bindings allow. Those that do not hold any more, because a
     * test has changed the policy meanwhile, prove nothing.
     */
    synchronized Map<GrantedRequests, List<RecordedStatement>> statements() {
        Map<GrantedRequests, List<RecordedStatement>> held = statements;
        if (held == null) {
            held = new LinkedHashMap<>();
            Map<DefaultGrants, GrantedRequests> all = new HashMap<>();
            for (RecordedStatement recorded : state.statements()) {
                GrantedRequests granted =
                        all.computeIfAbsent(recorded.defaults(), defaults -> GrantedRequests.of(policy, defaults));
                if (recorded.statement().holds(granted)) {
                    held.computeIfAbsent(granted, unused -> new ArrayList<>()).add(recorded);
                }
            }
            statements = held;
        }
        return held;
    }

    /**
     * Returns the statements that do not hold after a change.
     *
     * @param roles the roles that are others
     * @param bindings the bindings that are others
     */
    List<RecordedStatement> brokenBy(Collection<RbacRole> roles, Collection<RbacBinding> bindings) {
        List<RecordedStatement> broken = new ArrayList<>();
        statements().forEach((granted, held) -> {
            GrantChange change = new GrantChange(granted, roles, bindings);
            held.stream()
                    .filter(recorded -> !recorded.statement().outlives(change))
                    .forEach(broken::add);
        });
        return broken;
    }

    private void observe(RecordedDecision recorded) {
        observations
                .computeIfAbsent(
                        new Asked(recorded.user(), recorded.request()),
                        asked -> Observation.of(policy, asked.user(), asked.request()))
                .add(recorded);
    }

    /** Returns the observation that a recorded decision belongs to. */
    Observation observation(RecordedDecision recorded) {
        return Objects.requireNonNull(observations.get(new Asked(recorded.user(), recorded.request())));
    }

    /** Returns all observations in the order in which they were first made. */
    Collection<Observation> observations() {
        return observations.values();
    }

    /** Returns the users that probe the policy. */
    Requesters requesters() {
        return requesters;
    }

    /**
     * Returns the users that probe the policy together with changed bindings. They name others only if objects of two
     * manifests have the same name. Those who were observed have the same numbers.
     */
    Requesters requestersWith(List<RbacBinding> changed) {
        return Requesters.named(changed.stream()).allMatch(user -> requesters.number(user) >= 0)
                ? requesters
                : new Requesters(Requesters.users(
                        state.decisions(), Stream.concat(policy.bindings().stream(), changed.stream())));
    }

    /** Returns the namespaces with RoleBindings under test, each with its position. */
    Map<String, Integer> namespaces() {
        return namespaces;
    }

    /** Returns the namespaces that the policy under test names. */
    Set<String> named() {
        return named;
    }

    /** Returns the objects that are written at a place. */
    List<PolicyObject> writtenAt(Origin origin) {
        return byOrigin.getOrDefault(origin, List.of());
    }

    Optional<RbacBinding> binding(BindingReference id) {
        return Optional.ofNullable(bindings.get(id));
    }

    /** Returns the bindings that grant a role. */
    List<RbacBinding> granting(RoleReference role) {
        return byRole.getOrDefault(role, List.of());
    }

    /**
     * Returns the numbers of the users that bindings grant a role, by namespace, or cluster-wide under the empty name.
     */
    Map<String, BitSet> holders(RoleReference role) {
        return holders.computeIfAbsent(role, unused -> {
            Map<String, BitSet> found = new HashMap<>();
            granting(role)
                    .forEach(binding -> requesters.addNamed(
                            binding, found.computeIfAbsent(binding.id().namespace(), none -> new BitSet())));
            return Collections.unmodifiableMap(found);
        });
    }

    /** Returns the role that a binding grants, if it exists. */
    Optional<RbacRole> grantedBy(RbacBinding binding) {
        return policy.role(binding.roleRef());
    }

    /** Returns the position of a role or binding in the policy; one that is not in it comes after all others. */
    int position(Object id) {
        return positions.getOrDefault(id, Integer.MAX_VALUE);
    }

    /**
     * Keeps names of tests out of roles. Tests create their own objects and namespaces; what matters is what the policy
     * restricts. So an object's name is kept only where each rule that allows the request names objects. All namespaces
     * that the policy neither names nor defines are one, that of {@code @KubeNamespace}.
     *
     * @param own the namespaces created for tests
     * @param named the namespaces that the policy names
     */
    record TestNames(OwnNamespaces own, Set<String> named) {

        private static final Set<String> OF_EVERY_CLUSTER =
                Set.of("", "default", "kube-system", "kube-public", "kube-node-lease");

        /** Returns the namespaces that a policy under test names. */
        static Set<String> namespaces(RbacPolicy policy) {
            Set<String> named = new HashSet<>();
            policy.roles().stream()
                    .filter(role -> role.rules().stream().anyMatch(rule -> rule.origin() != null))
                    .forEach(role -> named.add(role.id().namespace()));
            for (RbacBinding binding : policy.bindings()) {
                if (binding.origin() != null) {
                    named.add(binding.id().namespace());
                    binding.subjects().stream().map(Subject::namespace).forEach(named::add);
                }
            }
            return named;
        }

        /** Returns a request as a role that outlives the run allows it. What no rule explains stays as it was. */
        RequestAttributes written(Decision decision) {
            if (decision.grants().isEmpty() || !(decision.request() instanceof ResourceAttributes request)) {
                return own.written(decision.request());
            }
            boolean isRestricted = decision.grants().stream()
                    .noneMatch(grant -> grant.rule().resourceNames().isEmpty());
            String namespace =
                    isOfTests(decision, request.namespace()) ? OwnNamespaces.UNNAMED : own.written(request.namespace());
            return request.selectingAll().in(namespace).named(isRestricted ? own.written(request.name()) : "");
        }

        private boolean isOfTests(Decision decision, String namespace) {
            return !OF_EVERY_CLUSTER.contains(namespace)
                    && !named.contains(namespace)
                    && !own.defined().contains(namespace)
                    && decision.grants().stream()
                            .allMatch(grant -> grant.binding().id().isClusterWide());
        }
    }

    /** All recorded decisions about one request of one user under one policy, which is decided once. */
    static final class Observation {

        private final Decision decision;

        /** Whether the node authorizer, which the API server asks before RBAC, may have allowed it. */
        private final boolean isNodes;

        private final List<RecordedDecision> recorded = new ArrayList<>(1);

        private Observation(Decision decision, boolean isNodes) {
            this.decision = decision;
            this.isNodes = isNodes;
        }

        /** Decides by a policy. */
        static Observation of(RbacPolicy policy, UserInfo user, RequestAttributes request) {
            return new Observation(
                    policy.decide(user, request),
                    NodeUser.mayBeAllowed(policy, user, request).orElse(false));
        }

        void add(RecordedDecision same) {
            recorded.add(same);
        }

        /** Returns how the policy decides. */
        Decision decision() {
            return decision;
        }

        UserInfo user() {
            return decision.user();
        }

        RequestAttributes request() {
            return decision.request();
        }

        /** Whether the policy decides as the API server did, and no other authorizer was asked before. */
        boolean explains(RecordedDecision one) {
            return decision.isAllowed() == one.allowed() && !(isNodes && one.allowed() && !one.isByRbac());
        }

        /** Whether the policy needs a role for it: no default binding allows it. */
        boolean needsRole() {
            boolean isByNodes = isNodes && recorded.stream().noneMatch(RecordedDecision::isByRbac);
            return !isByNodes
                    && !decision.isBypassed()
                    && decision.grants().stream()
                            .noneMatch(grant -> grant.binding().isBootstrap());
        }

        /** Whether a recorded decision is coverage: RBAC made it, as the policy says and the test expects. */
        boolean counts(RecordedDecision one) {
            return explains(one) && one.isAsExpected() && !decision.isBypassed();
        }

        /** Whether any recorded decision is coverage. */
        boolean isCounted() {
            return recorded.stream().anyMatch(this::counts);
        }

        /** Whether an assertion would fail if the policy decided otherwise. */
        boolean isAsserted() {
            return recorded.stream().anyMatch(one -> one.isAsserted() && explains(one));
        }

        /** Returns the known tests with such an assertion. */
        List<TestCase> tests() {
            return recorded.stream()
                    .filter(one -> one.isAsserted() && explains(one))
                    .map(RecordedDecision::test)
                    .filter(Objects::nonNull)
                    .distinct()
                    .toList();
        }
    }
}
