// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac;

import org.apiguardian.api.API;

/**
 * Identifies a rule by the role it was written in and its place there. An aggregated rule keeps the id from the
 * ClusterRole it came from.
 *
 * @param role the role that the rule was written in
 * @param index its index in that role's rules, from 0
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record RuleId(RoleReference role, int index) {

    /** {@return for example {@code rule 4 of ClusterRole view}, counted from 1 as in all messages} */
    @Override
    public String toString() {
        return "rule " + (index + 1) + " of " + role;
    }
}
