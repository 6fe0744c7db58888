// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.assertion;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.question.AccessMatrix;
import dev.kubeuser.question.ReviewedSubject;
import dev.kubeuser.question.Upgrade;
import dev.kubeuser.statement.EffectivePolicy;
import dev.kubeuser.statement.EffectiveRole;
import org.apiguardian.api.API;
import org.assertj.core.annotation.CheckReturnValue;
import org.assertj.core.api.SoftAssertionsProvider;

/**
 * Soft assertions on access, to combine with others in a class of your own.
 *
 * <p>Not thread-safe, as AssertJ's providers are not.
 */
@CheckReturnValue
@API(status = API.Status.MAINTAINED, since = "0.1")
public interface KubeSoftAssertionsProvider extends SoftAssertionsProvider {

    /**
     * {@return soft assertions on who a user is and what it may do}
     *
     * @param access of the user
     */
    default KubeAccessAssert assertThat(KubeAccess access) {
        return proxy(KubeAccessAssert.class, KubeAccess.class, access).collectedBy(this);
    }

    /**
     * {@return soft assertions on what a subject without a credential may do}
     *
     * @param subject for example {@code ReviewedSubject.of(cluster, "group:developers")}
     */
    default ReviewedSubjectAssert assertThat(ReviewedSubject subject) {
        return proxy(ReviewedSubjectAssert.class, ReviewedSubject.class, subject)
                .collectedBy(this);
    }

    /**
     * {@return soft assertions on all requests that a policy allows}
     *
     * @param policy for example {@code EffectivePolicy.of(Manifests.load("deploy/rbac/"))}
     */
    default EffectivePolicyAssert assertThat(EffectivePolicy policy) {
        return proxy(EffectivePolicyAssert.class, EffectivePolicy.class, policy);
    }

    /**
     * {@return soft assertions on a role beside another one}
     *
     * @param role for example {@code role("helm:charts/operator", "operator")}
     */
    default EffectiveRoleAssert assertThat(EffectiveRole role) {
        return proxy(EffectiveRoleAssert.class, EffectiveRole.class, role);
    }

    /**
     * {@return soft assertions on a table of what subjects may do}
     *
     * @param matrix the table
     */
    default AccessMatrixAssert assertThat(AccessMatrix matrix) {
        return proxy(AccessMatrixAssert.class, AccessMatrix.class, matrix);
    }

    /**
     * {@return soft assertions on what an upgrade of Kubernetes changes}
     *
     * @param upgrade from an {@link dev.kubeuser.question.UpgradeComparison}
     */
    default UpgradeAssert assertThat(Upgrade upgrade) {
        return proxy(UpgradeAssert.class, Upgrade.class, upgrade);
    }

    /**
     * {@return soft assertions on what the API server answered to a request}
     *
     * @param response the answer
     */
    default KubeResponseAssert assertThat(KubeResponse response) {
        return proxy(KubeResponseAssert.class, KubeResponse.class, response);
    }
}
