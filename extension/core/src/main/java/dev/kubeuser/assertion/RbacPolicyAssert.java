// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.assertion;

import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.escalation.RiskAcceptance;
import dev.kubeuser.rbac.escalation.RiskFinding;
import dev.kubeuser.rbac.escalation.internal.Risks;
import java.util.List;
import org.apiguardian.api.API;
import org.assertj.core.api.AbstractAssert;

/**
 * Assertions on roles and bindings as a whole, which need no cluster.
 *
 * <pre>{@code
 * assertThat(Manifests.load("deploy/rbac/").rbacPolicy()).hasNoRisksExcept(Risk.POD_ACCESS.in("Role dev/debuggers"));
 * }</pre>
 *
 * <p>Not thread-safe, as AssertJ's assertions are not.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class RbacPolicyAssert extends AbstractAssert<RbacPolicyAssert, RbacPolicy> {

    /**
     * Begins assertions on a policy.
     *
     * @param actual the policy
     */
    public RbacPolicyAssert(RbacPolicy actual) {
        super(actual, RbacPolicyAssert.class);
    }

    /**
     * Asserts that no role, bound or not, has a permission that Kubernetes warns about; see
     * {@link dev.kubeuser.rbac.escalation.Risk}. Roles of Kubernetes itself are ignored.
     *
     * @return this
     */
    public RbacPolicyAssert hasNoRisks() {
        return hasNoRisksExcept();
    }

    /**
     * Asserts that no role has a permission that Kubernetes warns about, except these.
     *
     * @param accepted for example {@code Risk.POD_ACCESS} or {@code Risk.SECRETS_READ.in("Role dev/readers")}
     * @return this
     */
    public RbacPolicyAssert hasNoRisksExcept(RiskAcceptance... accepted) {
        isNotNull();
        List<RiskFinding> found = unaccepted(Risks.in(actual).all(), accepted);
        if (!found.isEmpty()) {
            throw assertionError(shouldHaveNone("the roles of the policy", found));
        }
        return this;
    }

    static List<RiskFinding> unaccepted(List<RiskFinding> found, RiskAcceptance... accepted) {
        return found.stream()
                .filter(finding -> List.of(accepted).stream().noneMatch(one -> one.accepts(finding)))
                .toList();
    }

    /** {@code who} is a user or a policy. */
    static Failure shouldHaveNone(String who, List<RiskFinding> risks) {
        return Failure.of(
                "Expecting " + who,
                "to have no risky permissions, except accepted ones",
                "but there are",
                risks.stream().map(RiskFinding::lines).toList());
    }
}
