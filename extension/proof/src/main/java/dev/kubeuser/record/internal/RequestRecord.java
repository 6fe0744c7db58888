package dev.kubeuser.record.internal;

import dev.kubeuser.access.internal.ExpectedOutcome;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.ResourceAttributes;
import java.util.Optional;
import java.util.Set;

/**
 * A request of a user, and where its decisions belong.
 *
 * @param state the observations under the policy at that time, to add to
 * @param observed the request
 */
record RequestRecord(Observations state, AttributedRequest observed) {

    /** Creates a record; empty for a self-review that impersonates nobody. */
    static Optional<RequestRecord> of(AttributedRequest observed, Observations state) {
        return isReviewOfOneself(observed.request()) && !observed.isImpersonated()
                ? Optional.empty()
                : Optional.of(new RequestRecord(state, observed));
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
        return new RequestRecord(state, observed.as(event));
    }

    /**
     * Records its decision and those of its second checks. Returns false if it is unknown whether it was authorized.
     */
    boolean observe(Set<ExpectedOutcome> expected, SecondChecks secondChecks) {
        Boolean allowed = observed.allowed();
        RequestAttributes request = observed.request();
        if (allowed == null) {
            return false;
        }
        if (allowed && isUnwanted(expected)) {
            state.add(RecordedDecision.unwanted(observed.test(), observed.user(), request));
            return true;
        }
        if (!isReviewOfOneself(request)) {
            boolean isAsserted = expected.stream().anyMatch(outcome -> isMet(outcome, allowed));
            state.add(RecordedDecision.of(observed.test(), observed.user(), request, allowed, isAsserted));
        }
        secondChecks.of(this, expected).forEach(state::add);
        return true;
    }

    /** Whether an assertion fails because it was authorized. Admission and second checks may forbid it all the same. */
    private boolean isUnwanted(Set<ExpectedOutcome> expected) {
        return expected.contains(ExpectedOutcome.NOT_AUTHORIZED)
                || (expected.contains(ExpectedOutcome.FORBIDDEN) && !observed.isRefusal());
    }

    /** Whether a test would fail if the authorizers decided otherwise. */
    private boolean isMet(ExpectedOutcome expected, boolean authorized) {
        return switch (expected) {
            case AUTHORIZED, SUCCESS -> authorized;
            case NOT_AUTHORIZED -> !authorized;
            case FORBIDDEN -> !authorized && !FurtherNeeds.concern(observed.request());
        };
    }
}
