package dev.kubeuser.coverage.internal;

import dev.kubeuser.rbac.RbacPolicy;
import java.util.List;

/**
 * A state of the policy under test with the policy it amounts to, built once for all that is said about it.
 *
 * @param state what was recorded
 * @param policy the policy under test together with the rest of the cluster's
 */
record PolicyInForce(PolicyState state, RbacPolicy policy) {

    static List<PolicyInForce> of(RunRecord runRecord) {
        return runRecord.states().stream()
                .map(state -> new PolicyInForce(state, state.policy()))
                .toList();
    }

    List<RecordedDecision> decisions() {
        return state.decisions();
    }

    /** Whether the policy says what the API server said. */
    boolean explains(RecordedDecision recorded) {
        return policy.allows(recorded.user(), recorded.request()) == recorded.allowed();
    }

    /** The policy with a mutation. */
    RbacPolicy mutated(Mutation mutation) {
        return state.policy(mutation, policy);
    }
}
