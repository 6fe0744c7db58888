package dev.kubeuser.coverage.internal.analysis;

import dev.kubeuser.coverage.Mutant;
import dev.kubeuser.coverage.MutationOperator;
import dev.kubeuser.coverage.internal.recording.OwnNamespaces;
import dev.kubeuser.coverage.internal.recording.PolicyObject;
import dev.kubeuser.rbac.Origin;
import dev.kubeuser.rbac.RbacPolicy;
import io.kubernetes.client.common.KubernetesObject;
import java.util.ArrayList;
import java.util.List;

/**
 * A change to the policy under test that makes a mutant.
 *
 * @param operator its kind
 * @param target the object that is changed
 * @param origin the file and line of what is changed
 * @param description what is changed, for readers
 * @param change makes it
 */
record Mutation(MutationOperator operator, PolicyObject target, Origin origin, String description, Change change) {

    /** All mutations of an object. */
    static List<Mutation> of(PolicyObject object) {
        List<Mutation> all = new ArrayList<>(RuleMutations.of(object));
        all.addAll(BindingMutations.of(object));
        return all;
    }

    /** The mutant, in words that are the same in each run. */
    Mutant asMutant(OwnNamespaces own) {
        return new Mutant(
                operator,
                own.written(target.source().kind() + " " + target.source().name()),
                origin,
                own.written(description));
    }

    /** Changes an object of a policy. */
    @FunctionalInterface
    interface Change {

        /** What is written over the policy instead: the object with its kind and name, and perhaps others besides. */
        List<KubernetesObject> replace(PolicyObject object, RbacPolicy policy);
    }
}
