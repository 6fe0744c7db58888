package dev.kubeuser.coverage;

import dev.kubeuser.rbac.Origin;

/**
 * The policy under test with one mistake in it.
 *
 * @param operator the sort of mistake
 * @param object kind and name of the object it is in
 * @param origin the file and line of it
 * @param description what is different, for example {@code without the verb "list"}
 */
public record Mutant(MutationOperator operator, String object, Origin origin, String description) {

    /** {@return for example {@code Role readers rules[0] without the verb "list" (rbac.yaml:7)}} */
    @Override
    public String toString() {
        return object + " " + description + " (" + origin + ")";
    }
}
