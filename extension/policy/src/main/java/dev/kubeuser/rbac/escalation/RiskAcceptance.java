// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.escalation;

import org.apiguardian.api.API;

/**
 * A risk that a policy accepts: a {@link Risk} in all roles, or in one role by {@link Risk#in}.
 *
 * <p>Immutable and thread-safe.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface RiskAcceptance {

    /**
     * {@return whether a finding is accepted}
     *
     * @param finding the finding
     */
    @API(status = API.Status.INTERNAL)
    boolean accepts(RiskFinding finding);
}
