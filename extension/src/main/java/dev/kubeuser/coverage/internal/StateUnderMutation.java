package dev.kubeuser.coverage.internal;

import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.review.internal.ServedResource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A state of the policy with the assertions that the evaluator agrees with, so that they can be decided again. */
final class StateUnderMutation {

    private final PolicyState state;
    private final RbacPolicy policy;
    private final List<ServedResource> served;
    private final OwnNamespaces own;
    private final Collection<List<RecordedDecision>> demanded;

    StateUnderMutation(PolicyState state, List<ServedResource> served, OwnNamespaces own) {
        this.state = state;
        this.policy = state.policy();
        this.served = served;
        this.own = own;
        this.demanded = state.decisions().stream()
                .filter(RecordedDecision::isDemanded)
                .filter(recorded -> policy.allows(recorded.user(), recorded.request()) == recorded.allowed())
                .collect(Collectors.groupingBy(
                        recorded -> List.of(recorded.user(), recorded.request()),
                        LinkedHashMap::new,
                        Collectors.toList()))
                .values();
    }

    /** The state with a mistake in it, if it has the object that the mistake is in. */
    Optional<MutatedState> mutate(Mutation mutation) {
        return state.concerns(mutation)
                ? Optional.of(new MutatedState(state, policy, state.policy(mutation), served, own, demanded))
                : Optional.empty();
    }
}
