// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import dev.kubeuser.analysis.internal.PolicyInForce.TestNames;
import dev.kubeuser.rbac.Decision;
import dev.kubeuser.rbac.Grant;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.record.internal.AccessReview;
import dev.kubeuser.record.internal.RecordedDecision;
import dev.kubeuser.record.internal.RunRecord;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.run.internal.OwnNamespaces;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Gathers what one user was allowed to do, in all namespaces that tests had it in. Once the user has sent requests,
 * access that only assertions found to be allowed is recorded as asked only.
 */
public final class NeededAccess {

    private final OwnNamespaces own;
    private final Map<RecordedDecision.Source, Map<Observation, PolicyInForce>> allowed = new LinkedHashMap<>();
    private final Map<RequestAttributes, Asked> asked = new LinkedHashMap<>();
    private final Set<RequestAttributes> certain = new HashSet<>();
    private final Map<RbacPolicy, Set<UserInfo>> users = new LinkedHashMap<>();

    /** What the user asked about, and may do by the answer. */
    private record Asked(Decision decision, PolicyInForce inForce) {}

    NeededAccess(OwnNamespaces own) {
        this.own = own;
    }

    /** Returns the access that each user needs. */
    public static List<NeededAccess> of(RunRecord runRecord, List<PolicyInForce> states) {
        OwnNamespaces own = runRecord.namespaces();
        Map<Subject, NeededAccess> byUser = new LinkedHashMap<>();
        Function<UserInfo, NeededAccess> accessOf =
                user -> byUser.computeIfAbsent(own.written(user.subject()), unused -> new NeededAccess(own));
        for (PolicyInForce inForce : states) {
            inForce.decisions().stream()
                    .filter(NeededAccess::isNeeded)
                    .filter(recorded -> inForce.observation(recorded).needsRole())
                    .forEach(recorded -> accessOf.apply(recorded.user()).add(recorded, inForce));
            for (AccessReview.Held asked : inForce.state().asked()) {
                Observation observation = Observation.of(inForce.policy(), asked.user(), asked.request());
                if (observation.decision().isAllowed() && observation.needsRole()) {
                    accessOf.apply(asked.user()).add(observation.decision(), inForce);
                }
            }
        }
        return List.copyOf(byUser.values());
    }

    /** Whether a request was allowed, or an assertion passed because it is. */
    private static boolean isNeeded(RecordedDecision recorded) {
        return recorded.allowed() && recorded.expected();
    }

    private void add(RecordedDecision recorded, PolicyInForce inForce) {
        allowed.computeIfAbsent(sourceOf(recorded), source -> new LinkedHashMap<>())
                .put(inForce.observation(recorded), inForce);
        if (!recorded.inferred()) {
            certain.add(recorded.request());
        }
        users.computeIfAbsent(inForce.policy(), unused -> new LinkedHashSet<>()).add(recorded.user());
    }

    private void add(Decision decision, PolicyInForce inForce) {
        asked.put(decision.request(), new Asked(decision, inForce));
        users.computeIfAbsent(inForce.policy(), unused -> new LinkedHashSet<>()).add(decision.user());
    }

    /** Hands over each rule that a needed request was allowed by, as far as the policy explains it. */
    void forEach(BiConsumer<Grant, RequestAttributes> action) {
        Stream.concat(
                        allowed.values().stream()
                                .flatMap(ofSource -> ofSource.keySet().stream())
                                .map(Observation::decision),
                        asked.values().stream().map(Asked::decision))
                .forEach(decision -> decision.grants().forEach(grant -> action.accept(grant, decision.request())));
    }

    private RecordedDecision.Source source() {
        return allowed.containsKey(RecordedDecision.Source.REQUEST)
                ? RecordedDecision.Source.REQUEST
                : RecordedDecision.Source.ASSERTION;
    }

    private static RecordedDecision.Source sourceOf(RecordedDecision recorded) {
        return recorded.source() == RecordedDecision.Source.ASSERTION
                ? RecordedDecision.Source.ASSERTION
                : RecordedDecision.Source.REQUEST;
    }

    /** Adds what is needed to the subjects of the policy through which the user has it. */
    void addTo(PolicyUse subjects) {
        users.forEach((policy, same) -> same.forEach(user -> subjects.add(policy.bindingsFor(user), source())));
        allowed.getOrDefault(source(), Map.of())
                .forEach((observation, inForce) -> subjects.needed(
                        observation.decision(),
                        written(observation.decision(), inForce),
                        certain.contains(observation.request())));
        if (source() == RecordedDecision.Source.REQUEST) {
            allowed.getOrDefault(RecordedDecision.Source.ASSERTION, Map.of())
                    .forEach((observation, inForce) ->
                            subjects.asked(observation.decision(), written(observation.decision(), inForce)));
        }
        asked.values().forEach(each -> subjects.asked(each.decision(), written(each.decision(), each.inForce())));
    }

    private RequestAttributes written(Decision decision, PolicyInForce inForce) {
        return new TestNames(own, inForce.named()).written(decision);
    }

    /**
     * The smallest roles that allow the subjects of the policy everything that they were allowed to do while tests ran.
     * Access that Kubernetes grants to everyone by default needs no role, and neither does a member of
     * {@code system:masters}.
     *
     * @param needs one entry for each subject of a binding that names a user who was allowed something
     */
    public record LeastPrivilege(List<SmallestRoles> needs) {

        /** Copies the list. */
        public LeastPrivilege {
            needs = List.copyOf(needs);
        }

        /**
         * {@return the least privilege}
         *
         * @param accesses what each user needs
         * @param own the namespaces created for tests
         */
        public static LeastPrivilege of(List<NeededAccess> accesses, OwnNamespaces own) {
            PolicyUse subjects = new PolicyUse(own);
            accesses.forEach(access -> access.addTo(subjects));
            return subjects.result();
        }

        /**
         * {@return all roles, each with its binding, as YAML that can be applied, with placeholders for the namespaces
         * created for tests; empty if none is needed}
         */
        public String yaml() {
            StringBuilder yaml = new StringBuilder();
            needs.forEach(need -> yaml.append(need.yaml()));
            return yaml.toString();
        }
    }
}
