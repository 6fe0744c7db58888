// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.record.internal;

import dev.kubeuser.access.internal.AccessCheckListener.AccessCheck;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.run.TestCase;
import org.jspecify.annotations.Nullable;

/**
 * One access decision of the API server during a test.
 *
 * @param test the test, or {@code null} if it is not known: outside of tests, or on a thread of no test while several
 *     ran
 * @param source what it was recorded from
 * @param user the user
 * @param request the request
 * @param allowed whether it was allowed
 * @param expected whether the test expects it to be allowed; for a request without an assertion the same as
 *     {@code allowed}
 * @param inferred whether it was concluded from the policy and the answer to a request: for an additional check that
 *     the request can pass in several ways, or that the API server may have skipped
 * @param isByRbac whether the API server says that a binding allowed it; else another authorizer may have
 */
public record RecordedDecision(
        @Nullable TestCase test,
        Source source,
        UserInfo user,
        RequestAttributes request,
        boolean allowed,
        boolean expected,
        boolean inferred,
        boolean isByRbac) {

    /** Creates one of which the API server does not say who allowed it. */
    public RecordedDecision(
            @Nullable TestCase test,
            Source source,
            UserInfo user,
            RequestAttributes request,
            boolean allowed,
            boolean expected,
            boolean inferred) {
        this(test, source, user, request, allowed, expected, inferred, false);
    }

    /** The source of a recorded decision. */
    public enum Source {
        /** An access review that an assertion sent. */
        ASSERTION,
        /** A request by an injected client, or by a program with an injected kubeconfig. */
        REQUEST,
        /** A request whose response an assertion checks. */
        ASSERTED_REQUEST
    }

    static RecordedDecision of(AccessCheck check, @Nullable TestCase test) {
        return new RecordedDecision(
                test, Source.ASSERTION, check.userInfo(), check.request(), check.allowed(), check.expected(), false);
    }

    static RecordedDecision of(
            @Nullable TestCase test, UserInfo user, RequestAttributes request, boolean allowed, boolean isAsserted) {
        Source source = isAsserted ? Source.ASSERTED_REQUEST : Source.REQUEST;
        return new RecordedDecision(test, source, user, request, allowed, allowed, false);
    }

    /** Creates the decision of a request that was answered although an assertion expects it to be forbidden. */
    static RecordedDecision unwanted(@Nullable TestCase test, UserInfo user, RequestAttributes request) {
        return new RecordedDecision(test, Source.ASSERTED_REQUEST, user, request, true, false, false);
    }

    /** Creates the decision of an additional check that a request passed. */
    static RecordedDecision additionalCheck(
            @Nullable TestCase test, UserInfo user, RequestAttributes request, boolean isAsserted, boolean inferred) {
        Source source = isAsserted ? Source.ASSERTED_REQUEST : Source.REQUEST;
        return new RecordedDecision(test, source, user, request, true, true, inferred);
    }

    /** {@return whether a test would fail if the decision were different} */
    public boolean isAsserted() {
        return source != Source.REQUEST && isAsExpected();
    }

    /** {@return whether it is what the test expects: else the assertion fails, and nothing is proven by it} */
    public boolean isAsExpected() {
        return allowed == expected;
    }
}
