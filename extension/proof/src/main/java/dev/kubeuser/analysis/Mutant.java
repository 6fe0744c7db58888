// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis;

import dev.kubeuser.rbac.Origin;
import java.util.OptionalInt;
import org.apiguardian.api.API;

/**
 * The policy under test with one change that people make by mistake.
 *
 * @param operator the kind of change
 * @param object the kind and name of the changed object
 * @param rule the index of the changed rule; empty unless a role changed
 * @param origin the file and line of the change
 * @param description what is different, for example {@code without the verb "list"}
 */
@API(status = API.Status.INTERNAL)
public record Mutant(MutationOperator operator, String object, OptionalInt rule, Origin origin, String description) {

    /** {@return for example {@code Role readers rule 1 without the verb "list" (rbac.yaml:7)}} */
    @Override
    public String toString() {
        return object + " " + description + " (" + origin + ")";
    }
}
