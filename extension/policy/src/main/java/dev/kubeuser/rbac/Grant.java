// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac;

import java.util.List;
import org.apiguardian.api.API;

/**
 * One reason why a request is allowed: a rule of a role that a binding grants.
 *
 * @param binding the binding that grants the role
 * @param subjects its subjects that name the user, at least one
 * @param role the role that holds the rule
 * @param rule the rule that allows the request
 */
@API(status = API.Status.INTERNAL)
public record Grant(RbacBinding binding, List<Subject> subjects, RbacRole role, RbacRule rule) {

    /** Copies the list. */
    public Grant {
        subjects = List.copyOf(subjects);
    }

    /** {@return the subject that the API server reports: the first that names the user} */
    public Subject subject() {
        return subjects.get(0);
    }
}
