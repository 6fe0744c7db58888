package dev.kubeuser.review.internal;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.base.internal.Status;
import dev.kubeuser.cluster.internal.ApiRequests;
import dev.kubeuser.cluster.internal.WhoAmI;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.rbac.internal.ReviewedAttributes;
import dev.kubeuser.review.AccessQuery;
import dev.kubeuser.review.AccessReviewException;
import io.kubernetes.client.openapi.ApiException;
import java.util.Map;

/**
 * Asks the API server about one user.
 *
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/authorization/#checking-api-access">Checking API
 *     access</a>
 */
interface Reviews {

    /** With the user's own credential, where the user has one. */
    static Reviews of(KubeAccess access) {
        Own own = new Own(access);
        return own.isAnonymous() ? new About(access.context().cluster().adminRequests(), UserInfo.anonymous()) : own;
    }

    /** Who the server takes the user for, with all groups. */
    default UserInfo whoami() {
        return identity().user();
    }

    /** The same, with all that the server knows of the user. */
    WhoAmI.Identity identity();

    /** Whether the server would allow it. */
    ReviewAnswer ask(AccessQuery query);

    private static AccessReviewException unanswered(String question, ApiException refusal, String reason) {
        return new AccessReviewException(
                "The API server did not say " + question + ": " + Status.describe(refusal) + reason, refusal);
    }

    /** Asks with the user's own credential, so that authentication and groups are the real ones. */
    final class Own implements Reviews {

        private static final String ANONYMOUS = "system:anonymous";
        private static final String SELF = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
        private static final int UNAUTHORIZED = 401;

        private final KubeAccess access;
        private final ApiRequests requests;
        private final ReviewCall reviews;

        Own(KubeAccess access) {
            this.access = access;
            this.requests = new ApiRequests(access.httpClient(), access.baseUrl());
            this.reviews = new ReviewCall(requests, "SelfSubjectAccessReview");
        }

        /** Whether requests arrive as anonymous. The server refuses their self reviews with 403. */
        boolean isAnonymous() {
            return access.name().equals(ANONYMOUS)
                    && access.request("POST", SELF, "{}").code() != UNAUTHORIZED;
        }

        /** A SelfSubjectReview. */
        @Override
        public WhoAmI.Identity identity() {
            try {
                return WhoAmI.identify(requests);
            } catch (ApiException refusal) {
                throw unanswered("who " + access + " is", refusal);
            }
        }

        /** A SelfSubjectAccessReview. */
        @Override
        public ReviewAnswer ask(AccessQuery query) {
            try {
                return reviews.send(query, new ReviewedAttributes(query.attributes()).spec());
            } catch (ApiException refusal) {
                throw unanswered("whether " + access + " can " + query, refusal);
            }
        }

        /** With the reason of a 401, if the credential has expired. */
        private AccessReviewException unanswered(String question, ApiException refusal) {
            String reason = access.expired()
                    .filter(known -> refusal.getCode() == UNAUTHORIZED)
                    .map(known -> "\n" + known)
                    .orElse("");
            return Reviews.unanswered(question, refusal, reason);
        }
    }

    /** Asks as the administrator about a subject that cannot ask: a SubjectAccessReview. */
    final class About implements Reviews {

        private final ReviewCall reviews;
        private final UserInfo userInfo;

        /** Names all groups: the server adds none. */
        About(ApiRequests admin, UserInfo userInfo) {
            this.reviews = new ReviewCall(admin, "SubjectAccessReview");
            this.userInfo = userInfo;
        }

        @Override
        public WhoAmI.Identity identity() {
            return new WhoAmI.Identity(userInfo, "", Map.of());
        }

        @Override
        public ReviewAnswer ask(AccessQuery query) {
            try {
                return reviews.send(query, new ReviewedAttributes(query.attributes()).spec(userInfo));
            } catch (ApiException refusal) {
                throw Reviews.unanswered("whether " + userInfo + " can " + query, refusal, "");
            }
        }
    }
}
