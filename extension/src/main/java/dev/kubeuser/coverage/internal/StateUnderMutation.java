package dev.kubeuser.coverage.internal;

import dev.kubeuser.review.internal.ServedResource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A state of the policy with the assertions that the evaluator agrees with, so that they can be decided again. */
final class StateUnderMutation {

    private final PolicyInForce inForce;
    private final List<ServedResource> served;
    private final OwnNamespaces own;
    private final Collection<List<RecordedDecision>> demanded;

    StateUnderMutation(PolicyInForce inForce, List<ServedResource> served, OwnNamespaces own) {
        this.inForce = inForce;
        this.served = served;
        this.own = own;
        this.demanded = inForce.decisions().stream()
                .filter(RecordedDecision::isDemanded)
                .filter(inForce::explains)
                .collect(Collectors.groupingBy(
                        recorded -> List.of(recorded.user(), recorded.request()),
                        LinkedHashMap::new,
                        Collectors.toList()))
                .values();
    }

    /** The state with a mistake in it, if it has the object that the mistake is in. */
    Optional<MutatedState> mutate(Mutation mutation) {
        return inForce.state().concerns(mutation)
                ? Optional.of(new MutatedState(
                        inForce.state(), inForce.policy(), inForce.mutated(mutation), served, own, demanded))
                : Optional.empty();
    }
}
