package dev.kubeuser.review.internal;

import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.review.AccessQuery;
import dev.kubeuser.review.AccessReviewException;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;

/** Asks as the administrator about somebody who cannot ask: a SubjectAccessReview. */
final class SubjectReviews implements Reviews {

    private final ReviewCall reviews;
    private final UserInfo userInfo;

    /** About somebody with all groups: the server adds none. */
    SubjectReviews(ApiClient admin, UserInfo userInfo) {
        this.reviews = new ReviewCall(admin, "SubjectAccessReview");
        this.userInfo = userInfo;
    }

    @Override
    public UserInfo whoami() {
        return userInfo;
    }

    @Override
    public ReviewAnswer ask(AccessQuery query) {
        try {
            return reviews.send(query, new ReviewedAttributes(query.attributes()).spec(userInfo));
        } catch (ApiException refusal) {
            throw AccessReviewException.of("whether " + userInfo + " can " + query, refusal);
        }
    }
}
