package dev.kubeuser.review.internal;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.review.AccessQuery;

/**
 * Asks the API server about one user.
 *
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/authorization/#checking-api-access">Checking API
 *     access</a>
 */
interface Reviews {

    /** With the user's own credential, where the user has one. */
    static Reviews of(KubeAccess access) {
        OwnReviews own = new OwnReviews(access);
        return own.isAnonymous() ? new SubjectReviews(access.cluster().adminClient(), UserInfo.anonymous()) : own;
    }

    /** Who the server takes the user for, with all groups. */
    UserInfo whoami();

    /** Whether the server would allow it. */
    ReviewAnswer ask(AccessQuery query);
}
