package dev.kubeuser.review.internal;

import dev.kubeuser.discovery.internal.ProtoMessage;
import dev.kubeuser.review.AccessQuery;

/**
 * What the API server answered to a question about access.
 *
 * @param query what was asked
 * @param isAllowed yes or no
 * @param reason why, in the server's words; empty if it gave none
 * @param evaluationError the error of an authorizer; empty if there was none
 */
public record ReviewAnswer(AccessQuery query, boolean isAllowed, String reason, String evaluationError) {

    private static final int ALLOWED = 1;
    private static final int REASON = 2;
    private static final int EVALUATION_ERROR = 3;

    /** Reads a SubjectAccessReviewStatus. */
    static ReviewAnswer of(AccessQuery query, ProtoMessage status) {
        return new ReviewAnswer(query, status.number(ALLOWED) == 1, status.text(REASON), status.text(EVALUATION_ERROR));
    }
}
