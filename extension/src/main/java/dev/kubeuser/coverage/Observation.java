package dev.kubeuser.coverage;

import dev.kubeuser.rbac.RequestAttributes;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.review.Finding;
import org.jspecify.annotations.Nullable;

/**
 * One answer of the API server during a test.
 *
 * @param test which, or {@code null} if it is not known: asked outside of tests, or on a thread of nobody's while several
 *     ran
 * @param means how it was asked
 * @param requester who
 * @param request for what
 * @param allowed whether it was allowed
 * @param expected whether the test demands that it is; of a request the same as {@code allowed}
 */
public record Observation(
        @Nullable TestCase test,
        Means means,
        UserInfo requester,
        RequestAttributes request,
        boolean allowed,
        boolean expected) {

    static Observation of(Finding finding, @Nullable TestCase test) {
        return new Observation(
                test, Means.ASSERTION, finding.requester(), finding.question(), finding.answered(), finding.asserted());
    }

    static Observation of(
            @Nullable TestCase test,
            UserInfo requester,
            RequestAttributes request,
            boolean allowed,
            boolean isDemanded) {
        Means means = isDemanded ? Means.ASSERTED_REQUEST : Means.REQUEST;
        return new Observation(test, means, requester, request, allowed, allowed);
    }

    /**
     * {@return whether a test would fail if the answer were another one}
     */
    public boolean isDemanded() {
        return means != Means.REQUEST && allowed == expected;
    }
}
