// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import com.google.gson.JsonObject;
import dev.kubeuser.analysis.Mutant;
import dev.kubeuser.analysis.MutationOperator;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.rbac.Origin;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.record.internal.PolicyObject;
import dev.kubeuser.run.internal.OwnNamespaces;
import java.util.List;
import java.util.OptionalInt;

/**
 * A change to an object of the policy under test that produces a mutant.
 *
 * @param operator the kind of change
 * @param target the changed object
 * @param rule the index of the changed rule; empty for what is not a role
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

    /** Returns all mutations of a role or binding. */
    public static List<Mutation> of(PolicyObject object) {
        return RbacMutations.of(object);
    }

    /** Returns the changed object as written. */
    public ManifestObject source() {
        return target.source();
    }

    /** Returns what to apply instead of the object, if nothing else is known of the policy. */
    public List<JsonObject> replacement() {
        return change.replace(target, RbacPolicy.builder().build());
    }

    /** Returns the mutant, described in words that are the same in each run. */
    public Mutant asMutant(OwnNamespaces own) {
        return new Mutant(
                operator, own.written(source().kind() + " " + source().name()), rule, origin, own.written(description));
    }

    /** Changes an object of a policy. */
    @FunctionalInterface
    interface Change {

        /**
         * Returns the objects to put over the policy: the changed one, with the same kind and name, and perhaps others;
         * nothing if it is missing.
         */
        List<JsonObject> replace(PolicyObject object, RbacPolicy policy);
    }
}
