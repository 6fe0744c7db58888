package dev.kubeuser.review.internal;

import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.review.AccessQuery;
import dev.kubeuser.review.AccessReviewException;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;

/** Asks as the administrator about somebody who cannot ask: a SubjectAccessReview. */
final class SubjectReviews implements Reviews {

    private final ReviewCall reviews;
    private final UserInfo requester;

    /** About somebody with all groups: the server adds none. */
    SubjectReviews(ApiClient admin, UserInfo requester) {
        this.reviews = new ReviewCall(admin, "SubjectAccessReview");
        this.requester = requester;
    }

    @Override
    public UserInfo whoami() {
        return requester;
    }

    @Override
    public ReviewAnswer ask(AccessQuery query) {
        try {
            return reviews.send(query, new ReviewedAttributes(query.attributes()).spec(requester));
        } catch (ApiException refusal) {
            throw AccessReviewException.of("whether " + requester + " can " + query, refusal);
        }
    }
}
