package dev.kubeuser.coverage.internal.recording;

import dev.kubeuser.access.internal.ExpectedOutcome;
import dev.kubeuser.access.internal.SentRequest;
import dev.kubeuser.coverage.TestCase;
import dev.kubeuser.rbac.RequestAttributes;
import dev.kubeuser.rbac.ResourceAttributes;
import dev.kubeuser.rbac.UserInfo;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request of a user, and what is known of it.
 *
 * @param state what was observed under the policy of its time, to be added to
 * @param test which sent it, if that is known
 * @param user who sent it
 * @param request what for
 * @param allowed whether it was authorized, or {@code null} if that is not known
 */
record RequestRecord(
        Set<RecordedDecision> state,
        @Nullable TestCase test,
        UserInfo user,
        RequestAttributes request,
        @Nullable Boolean allowed) {

    /** As the client tells; empty for a review of oneself. Of somebody unknown nothing is authorized. */
    static Optional<RequestRecord> of(SentRequest sent, RunningTests tests, Set<RecordedDecision> state) {
        return new RequestInfo(sent.method(), sent.url())
                .attributes()
                .filter(request -> !isReviewOfOneself(request))
                .map(request -> new RequestRecord(
                        state,
                        tests.at(sent.time()).orElse(null),
                        user(sent),
                        request,
                        ClientVerdict.on(sent, request).orElse(null)));
    }

    /** As the audit log tells; empty for a review of oneself. */
    static Optional<RequestRecord> of(AuditEvent event, RunningTests tests, Set<RecordedDecision> state) {
        return event.request()
                .filter(request -> !isReviewOfOneself(request))
                .map(request -> new RequestRecord(
                        state,
                        tests.holding(event.userInfo().name(), event.received()).orElse(null),
                        event.userInfo(),
                        request,
                        event.decision().orElse(null)));
    }

    private static UserInfo user(SentRequest sent) {
        UserInfo anonymous = UserInfo.anonymous();
        return sent.userName().equals(anonymous.name())
                ? anonymous
                : UserInfo.user(sent.userName(), sent.groups().toArray(String[]::new));
    }

    /** SelfSubjectReview, SelfSubjectAccessReview, SelfSubjectRulesReview: questions about access, not access. */
    private static boolean isReviewOfOneself(RequestAttributes request) {
        return request instanceof ResourceAttributes resource
                && resource.resource().startsWith("selfsubject")
                && resource.apiGroup().matches("auth(entication|orization)\\.k8s\\.io");
    }

    /** The same request as the audit log tells of it. */
    RequestRecord as(AuditEvent event) {
        return new RequestRecord(
                state,
                test,
                event.userInfo(),
                event.request().orElse(request),
                event.decision().orElse(null));
    }

    /** Observes it; false if it is not known whether it was authorized. A test may demand either, and even both. */
    boolean observe(Set<ExpectedOutcome> demanded) {
        if (allowed == null) {
            return false;
        }
        boolean isDemanded = demanded.stream().anyMatch(demand -> isMet(demand, allowed));
        state.add(RecordedDecision.of(test, user, request, allowed, isDemanded));
        return true;
    }

    /** Whether a test would fail if authorizers had decided otherwise. */
    private boolean isMet(ExpectedOutcome demand, boolean authorized) {
        return switch (demand) {
            case AUTHORIZED -> authorized;
            case NOT_AUTHORIZED -> !authorized;
            case FORBIDDEN -> !authorized && !SecondCheck.concerns(request);
        };
    }
}
