package dev.kubeuser.coverage.internal;

import dev.kubeuser.coverage.Mutant;
import dev.kubeuser.coverage.MutationOperator;
import dev.kubeuser.rbac.Origin;
import java.util.ArrayList;
import java.util.List;

/**
 * A mistake that somebody could make in the policy under test.
 *
 * @param operator of which sort
 * @param target the object that is changed
 * @param origin the file and line of what is changed
 * @param description what is changed, for readers
 * @param change makes it
 */
record Mutation(MutationOperator operator, PolicyObject target, Origin origin, String description, Change change) {

    /** All that could be made in an object. */
    static List<Mutation> of(PolicyObject object) {
        List<Mutation> all = new ArrayList<>(RuleMutations.of(object));
        all.addAll(BindingMutations.of(object));
        return all;
    }

    /** In words that are the same in each run. */
    Mutant asMutant(OwnNamespaces own) {
        return new Mutant(
                operator,
                own.written(target.source().kind() + " " + target.source().name()),
                origin,
                own.written(description));
    }
}
