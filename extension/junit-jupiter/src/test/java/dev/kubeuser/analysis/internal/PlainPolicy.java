// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacPolicyBuilder;
import dev.kubeuser.record.internal.PolicyState;
import dev.kubeuser.record.internal.RecordedDecision;
import dev.kubeuser.record.internal.RunRecord;
import java.util.List;

/**
 * A state of the policy under test, with the whole policy in force at that time, which is built once.
 *
 * @param state the recorded state
 * @param policy the policy under test together with the rest of the cluster's
 */
public record PlainPolicy(PolicyState state, RbacPolicy policy) {

    public static List<PlainPolicy> of(RunRecord runRecord) {
        return runRecord.states().stream()
                .map(state -> new PlainPolicy(state, state.policy()))
                .toList();
    }

    public List<RecordedDecision> decisions() {
        return state.decisions();
    }

    /** Whether the policy decides as the API server did. */
    public boolean explains(RecordedDecision recorded) {
        return policy.allows(recorded.user(), recorded.request()) == recorded.allowed();
    }

    /** Whether it contains the object that a mutation changes. */
    public boolean concerns(Mutation mutation) {
        return state.objects().stream()
                .anyMatch(object -> object.origin().equals(mutation.target().origin()));
    }

    /** Returns the policy with a mutation. */
    public RbacPolicy mutated(Mutation mutation) {
        RbacPolicyBuilder all = state.objectsInForce();
        state.objects().stream()
                .filter(object -> object.origin().equals(mutation.target().origin()))
                .flatMap(object -> mutation.change().replace(object, policy).stream())
                .forEach(changed -> all.add(changed, path -> mutation.origin()));
        return all.build();
    }
}
