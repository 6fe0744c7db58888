package dev.kubeuser.review.internal;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.internal.WhoAmI;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.review.AccessQuery;
import dev.kubeuser.review.AccessReviewException;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;

/** Asks with the user's own credential, so that authentication and groups are the real ones. */
final class OwnReviews implements Reviews {

    private static final String ANONYMOUS = "system:anonymous";
    private static final String SELF = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
    private static final int UNAUTHORIZED = 401;

    private final KubeAccess access;
    private final ApiClient client;
    private final ReviewCall reviews;

    OwnReviews(KubeAccess access) {
        this.access = access;
        this.client = access.apiClient();
        this.reviews = new ReviewCall(client, "SelfSubjectAccessReview");
    }

    /** Whether requests arrive as anonymous; then the server refuses to review them for themselves, with 403. */
    boolean isAnonymous() {
        return access.name().equals(ANONYMOUS)
                && access.request("POST", SELF, "{}").code() != UNAUTHORIZED;
    }

    /** A SelfSubjectReview. */
    @Override
    public UserInfo whoami() {
        try {
            return WhoAmI.ask(client);
        } catch (ApiException refusal) {
            throw AccessReviewException.of("who " + access + " is", refusal, access.expiry());
        }
    }

    /** A SelfSubjectAccessReview. */
    @Override
    public ReviewAnswer ask(AccessQuery query) {
        try {
            return reviews.send(query, new ReviewedAttributes(query.attributes()).spec());
        } catch (ApiException refusal) {
            throw AccessReviewException.of("whether " + access + " can " + query, refusal, access.expiry());
        }
    }
}
