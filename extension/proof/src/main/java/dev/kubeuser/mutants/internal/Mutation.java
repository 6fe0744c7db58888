package dev.kubeuser.mutants.internal;

import com.google.gson.JsonObject;
import dev.kubeuser.mutants.Mutant;
import dev.kubeuser.mutants.MutationOperator;
import dev.kubeuser.rbac.Origin;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.record.internal.PolicyObject;
import dev.kubeuser.run.internal.OwnNamespaces;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * A change to the policy under test that produces a mutant.
 *
 * @param operator the kind of change
 * @param target the changed object
 * @param rule the index of the changed rule; empty for a binding
 * @param origin the file and line of the changed part
 * @param description what changes, in words
 * @param change makes the change
 */
public record Mutation(
        MutationOperator operator,
        PolicyObject target,
        OptionalInt rule,
        Origin origin,
        String description,
        Change change) {

    /** Returns all mutations of an object. */
    public static List<Mutation> of(PolicyObject object) {
        List<Mutation> all = new ArrayList<>(RuleMutations.of(object));
        all.addAll(BindingMutations.of(object));
        return all;
    }

    /** Returns the mutant, described in words that are the same in each run. */
    public Mutant asMutant(OwnNamespaces own) {
        return new Mutant(
                operator,
                own.written(target.source().kind() + " " + target.source().name()),
                rule,
                origin,
                own.written(description));
    }

    /** Changes an object of a policy. */
    @FunctionalInterface
    interface Change {

        /**
         * Returns the objects to put over the policy: the changed one, with the same kind and name, and perhaps others.
         */
        List<JsonObject> replace(PolicyObject object, RbacPolicy policy);
    }
}
