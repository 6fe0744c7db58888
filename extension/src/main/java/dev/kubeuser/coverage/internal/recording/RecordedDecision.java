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
 * @param expected whether the test demands that it is; of a request the same as {@code allowed}
 */
public record RecordedDecision(
        @Nullable TestCase test,
        DecisionSource source,
        UserInfo user,
        RequestAttributes request,
        boolean allowed,
        boolean expected) {

    static RecordedDecision of(AccessCheck check, @Nullable TestCase test) {
        return new RecordedDecision(
                test, DecisionSource.ASSERTION, check.userInfo(), check.request(), check.allowed(), check.expected());
    }

    static RecordedDecision of(
            @Nullable TestCase test, UserInfo user, RequestAttributes request, boolean allowed, boolean isDemanded) {
        DecisionSource source = isDemanded ? DecisionSource.ASSERTED_REQUEST : DecisionSource.REQUEST;
        return new RecordedDecision(test, source, user, request, allowed, allowed);
    }

    /**
     * {@return whether a test would fail had the decision been different}
     */
    public boolean isDemanded() {
        return source != DecisionSource.REQUEST && allowed == expected;
    }
}
