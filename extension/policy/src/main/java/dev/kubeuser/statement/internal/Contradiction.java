package dev.kubeuser.statement.internal;

import dev.kubeuser.rbac.Grant;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.RequestSet;
import dev.kubeuser.statement.EffectivePolicy;
import java.util.List;

/**
 * What contradicts a statement: a subject is allowed requests, or is not.
 *
 * @param subject the subject
 * @param requests any request of the first set; for a statement about two requests, with any of the second
 */
public record Contradiction(Subject subject, List<RequestSet> requests) {

    /** Copies the list. */
    public Contradiction {
        requests = List.copyOf(requests);
    }

    static Contradiction of(Subject subject, RequestSet... requests) {
        return new Contradiction(subject, List.of(requests));
    }

    boolean isEmpty() {
        return requests.stream().anyMatch(RequestSet::isEmpty);
    }

    /** {@return what the policy decides about the simplest request of each set} */
    public List<Fact> facts(EffectivePolicy policy) {
        return requests.stream()
                .map(set -> fact(policy.witness(set).orElseThrow(), policy))
                .toList();
    }

    private Fact fact(RequestAttributes request, EffectivePolicy policy) {
        UserInfo user = UserInfo.of(subject);
        return new Fact(
                subject,
                request,
                policy.rbac().decide(user, request).grants(),
                policy.rbac().allows(user, request));
    }

    /**
     * A request that a policy allows or denies.
     *
     * @param subject the subject
     * @param request the request
     * @param grants why it is allowed; empty if it is denied, and for {@code system:masters}
     * @param isAllowed whether it is allowed
     */
    public record Fact(Subject subject, RequestAttributes request, List<Grant> grants, boolean isAllowed) {

        /** Copies the list. */
        public Fact {
            grants = List.copyOf(grants);
        }

        /** {@return the user that stands for the subject} */
        public UserInfo user() {
            return UserInfo.of(subject);
        }
    }
}
