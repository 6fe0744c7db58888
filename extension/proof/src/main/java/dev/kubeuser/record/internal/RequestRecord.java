package dev.kubeuser.record.internal;

import dev.kubeuser.access.internal.ExpectedOutcome;
import dev.kubeuser.access.internal.SentRequest;
import dev.kubeuser.audit.internal.AuditEvent;
import dev.kubeuser.audit.internal.ClientVerdict;
import dev.kubeuser.audit.internal.FurtherNeeds;
import dev.kubeuser.audit.internal.RequestInfo;
import dev.kubeuser.audit.internal.RequestOutcome;
import dev.kubeuser.rbac.RequestAttributes;
import dev.kubeuser.rbac.ResourceAttributes;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.run.TestCase;
import dev.kubeuser.run.internal.RunningTests;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request of a user, and what is known about it.
 *
 * @param state the observations under the policy at that time, to add to
 * @param test the test that sent it, if known
 * @param user the user who sent it
 * @param request the attributes of the request
 * @param allowed whether it was authorized, or {@code null} if unknown
 * @param outcome what else is known about it
 */
record RequestRecord(
        Observations state,
        @Nullable TestCase test,
        UserInfo user,
        RequestAttributes request,
        @Nullable Boolean allowed,
        RequestOutcome outcome) {

    /** Creates a record from the client's report; empty for a self-review that impersonates nobody. */
    static Optional<RequestRecord> of(SentRequest sent, RunningTests tests, Observations state) {
        return new RequestInfo(sent.method(), sent.url())
                .attributes()
                .filter(request -> !isReviewOfOneself(request) || sent.impersonation() != null)
                .map(request -> new RequestRecord(
                        state,
                        tests.of(sent.thread(), sent.time()).orElse(null),
                        sent.user(),
                        request,
                        ClientVerdict.on(sent, request).orElse(null),
                        RequestOutcome.of(sent)));
    }

    /** Creates a record from the audit log; empty for a self-review that impersonates nobody. */
    static Optional<RequestRecord> of(AuditEvent event, RunningTests tests, Observations state) {
        return event.request()
                .filter(request -> !isReviewOfOneself(request) || event.impersonatedUser() != null)
                .map(request -> new RequestRecord(
                        state,
                        tests.holding(holder(event, tests), event.received()).orElse(null),
                        event.userInfo(),
                        request,
                        event.decision().orElse(null),
                        RequestOutcome.of(event, tests.hasHeld(event.sender()))));
    }

    private static String holder(AuditEvent event, RunningTests tests) {
        return tests.hasHeld(event.sender()) ? event.sender() : event.userInfo().name();
    }

    /**
     * SelfSubjectReview, SelfSubjectAccessReview, SelfSubjectRulesReview: questions about access, not access. To ask them
     * as somebody else is access.
     */
    private static boolean isReviewOfOneself(RequestAttributes request) {
        return request instanceof ResourceAttributes resource
                && resource.resource().startsWith("selfsubject")
                && resource.apiGroup().matches("auth(entication|orization)\\.k8s\\.io");
    }

    /** Returns the same request with the data of the audit log. */
    RequestRecord as(AuditEvent event) {
        return new RequestRecord(
                state,
                test,
                event.userInfo(),
                event.request().orElse(request),
                event.decision().orElse(null),
                outcome.as(event));
    }

    /**
     * Records its decision and those of its second checks. Returns false if it is unknown whether it was authorized.
     */
    boolean observe(Set<ExpectedOutcome> expected, SecondChecks secondChecks) {
        if (allowed == null) {
            return false;
        }
        if (isUnwanted(expected)) {
            state.add(RecordedDecision.unwanted(test, user, request));
            return true;
        }
        if (!isReviewOfOneself(request)) {
            boolean isAsserted = expected.stream().anyMatch(outcome -> isMet(outcome, allowed));
            state.add(RecordedDecision.of(test, user, request, allowed, isAsserted));
        }
        secondChecks.of(this, expected).forEach(state::add);
        return true;
    }

    /** Whether an assertion fails because it was authorized. Admission and second checks may forbid it all the same. */
    private boolean isUnwanted(Set<ExpectedOutcome> expected) {
        return Boolean.TRUE.equals(allowed)
                && (expected.contains(ExpectedOutcome.NOT_AUTHORIZED)
                        || (expected.contains(ExpectedOutcome.FORBIDDEN) && !outcome.isRefusal()));
    }

    /** Whether a test would fail if the authorizers decided otherwise. */
    private boolean isMet(ExpectedOutcome expected, boolean authorized) {
        return switch (expected) {
            case AUTHORIZED, SUCCESS -> authorized;
            case NOT_AUTHORIZED -> !authorized;
            case FORBIDDEN -> !authorized && !FurtherNeeds.concern(request);
        };
    }
}
