package dev.kubeuser.coverage.internal.recording;

import dev.kubeuser.coverage.TestCase;
import dev.kubeuser.rbac.RequestAttributes;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.review.internal.AccessCheck;
import org.jspecify.annotations.Nullable;

/**
 * One access decision of the API server during a test.
 *
 * @param test which, or {@code null} if it is not known: asked outside of tests, or on a thread of nobody's while several
 *     ran
 * @param source how it was asked
 * @param user who
 * @param request for what
 * @param allowed whether it was allowed
 * @param expected whether the test expects it to be; of a request the same as {@code allowed}
 * @param inferred whether it was concluded from the policy and the answer to a request: of a second check that the request
 *     can pass in several ways, or that may not have been made
 */
public record RecordedDecision(
        @Nullable TestCase test,
        DecisionSource source,
        UserInfo user,
        RequestAttributes request,
        boolean allowed,
        boolean expected,
        boolean inferred) {

    static RecordedDecision of(AccessCheck check, @Nullable TestCase test) {
        return new RecordedDecision(
                test,
                DecisionSource.ASSERTION,
                check.userInfo(),
                check.request(),
                check.allowed(),
                check.expected(),
                false);
    }

    static RecordedDecision of(
            @Nullable TestCase test, UserInfo user, RequestAttributes request, boolean allowed, boolean isAsserted) {
        DecisionSource source = isAsserted ? DecisionSource.ASSERTED_REQUEST : DecisionSource.REQUEST;
        return new RecordedDecision(test, source, user, request, allowed, allowed, false);
    }

    /** A second check that a request passed. */
    static RecordedDecision secondCheck(
            @Nullable TestCase test, UserInfo user, RequestAttributes request, boolean isAsserted, boolean inferred) {
        DecisionSource source = isAsserted ? DecisionSource.ASSERTED_REQUEST : DecisionSource.REQUEST;
        return new RecordedDecision(test, source, user, request, true, true, inferred);
    }

    /**
     * {@return whether a test would fail had the decision been different}
     */
    public boolean isAsserted() {
        return source != DecisionSource.REQUEST && allowed == expected;
    }
}
