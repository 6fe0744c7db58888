// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.assertion;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.access.internal.ClientLibraries;
import dev.kubeuser.access.internal.ObservedRequest.HeardAnswers;
import dev.kubeuser.question.AccessMatrix;
import dev.kubeuser.question.AccessReviewException;
import dev.kubeuser.question.ReviewedSubject;
import dev.kubeuser.question.Upgrade;
import dev.kubeuser.statement.EffectivePolicy;
import dev.kubeuser.statement.EffectiveRole;
import io.kubernetes.client.openapi.ApiException;
import org.apiguardian.api.API;
import org.assertj.core.annotation.CheckReturnValue;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/**
 * The entry point of assertions on access. Inherits all of AssertJ's, so one import serves both:
 *
 * <pre>{@code
 * import static dev.kubeuser.query.AccessQuery.list;
 * import static dev.kubeuser.assertion.KubeAssertions.assertThat;
 *
 * assertThat(alice).can(list("pods").in("dev"));
 * }</pre>
 *
 * <p>Threads may share what it asserts about, but not an assertion.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public class KubeAssertions extends Assertions {

    private static final String REQUEST = "a request";

    /** For subclasses that add their own entry points. */
    protected KubeAssertions() {}

    /**
     * {@return assertions on who a user is and what it may do}
     *
     * @param access of the user
     */
    @CheckReturnValue
    public static KubeAccessAssert assertThat(KubeAccess access) {
        return new KubeAccessAssert(access);
    }

    /**
     * {@return assertions on what a subject without a credential may do}
     *
     * @param subject for example {@code ReviewedSubject.of(cluster, "group:developers")}
     */
    @CheckReturnValue
    public static ReviewedSubjectAssert assertThat(ReviewedSubject subject) {
        return new ReviewedSubjectAssert(subject);
    }

    /**
     * {@return assertions on all requests that a policy allows}
     *
     * @param policy for example {@code EffectivePolicy.of(Manifests.load("deploy/rbac/"))}
     */
    @CheckReturnValue
    public static EffectivePolicyAssert assertThat(EffectivePolicy policy) {
        return new EffectivePolicyAssert(policy);
    }

    /**
     * {@return assertions on a role beside another one}
     *
     * @param role for example {@code role("helm:charts/operator", "operator")}
     */
    @CheckReturnValue
    public static EffectiveRoleAssert assertThat(EffectiveRole role) {
        return new EffectiveRoleAssert(role);
    }

    /**
     * {@return assertions on a table of what subjects may do}
     *
     * @param matrix the table
     */
    @CheckReturnValue
    public static AccessMatrixAssert assertThat(AccessMatrix matrix) {
        return new AccessMatrixAssert(matrix);
    }

    /**
     * {@return assertions on what an upgrade of Kubernetes changes}
     *
     * @param upgrade from an {@link dev.kubeuser.question.UpgradeComparison}
     */
    @CheckReturnValue
    public static UpgradeAssert assertThat(Upgrade upgrade) {
        return new UpgradeAssert(upgrade);
    }

    /**
     * {@return assertions on what the API server answered to a request}
     *
     * @param response the answer
     */
    @CheckReturnValue
    public static KubeResponseAssert assertThat(KubeResponse response) {
        return new KubeResponseAssert(response);
    }

    /**
     * Asserts that the API server refuses a user's request by the official client or another
     * {@link dev.kubeuser.access.ClientLibrary}, or a step of a {@link dev.kubeuser.credential.CertificateFlow}, with
     * 403. The report counts it as an expected denial of that user.
     *
     * @param user the user whose client sends it
     * @param request for example {@code () -> core.listNamespacedSecret("dev").execute()} or {@code () ->
     *     flow.by(alice).approve()}
     * @return assertions on the refusal
     */
    public static KubeResponseAssert assertThatForbidden(KubeAccess user, ThrowingCallable request) {
        try (HeardAnswers heard = new HeardAnswers(user)) {
            return assertThat(heard.observed(refusalOf(request))).isForbidden();
        }
    }

    /**
     * Asserts that the API server refuses a request of the official client, or one of another
     * {@link dev.kubeuser.access.ClientLibrary}, with 401: it does not know who sent it.
     *
     * @param request for example {@code () -> core.listNamespacedSecret("dev").execute()}
     * @return assertions on the refusal
     */
    public static KubeResponseAssert assertThatUnauthorized(ThrowingCallable request) {
        return assertThat(refusalOf(request)).isUnauthorized();
    }

    private static KubeResponse refusalOf(ThrowingCallable request) {
        Throwable thrown = catchThrowable(request);
        if (thrown instanceof ApiException failure && failure.getCode() == 0) {
            throw new AccessReviewException(
                    REQUEST + " got no answer from the API server: " + failure.getMessage(), failure);
        }
        return ClientLibraries.installed()
                .answer(thrown)
                .orElseThrow(() -> new AssertionError(
                        Failure.of(
                                        "",
                                        "Expecting " + REQUEST + " to be refused by the API server",
                                        thrown == null ? "but it succeeded." : "but it threw " + thrown)
                                .create(),
                        thrown));
    }
}
