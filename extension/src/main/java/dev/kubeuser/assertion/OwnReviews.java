package dev.kubeuser.assertion;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.policy.Requester;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.AuthenticationV1Api;
import io.kubernetes.client.openapi.apis.AuthorizationV1Api;
import io.kubernetes.client.openapi.models.V1SelfSubjectAccessReview;
import io.kubernetes.client.openapi.models.V1SelfSubjectAccessReviewSpec;
import io.kubernetes.client.openapi.models.V1SelfSubjectReview;
import io.kubernetes.client.openapi.models.V1UserInfo;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * Asks with the user's own credential, so that authentication and groups are the real ones.
 *
 * @param access of the user
 */
record OwnReviews(KubeAccess access) implements Reviews {

    private static final String ANONYMOUS = "system:anonymous";
    private static final int UNAUTHORIZED = 401;

    /** Whether requests arrive as anonymous; then the server refuses to review them for themselves. */
    boolean isAnonymous() {
        return access.name().equals(ANONYMOUS) && access.get("/version").code() != UNAUTHORIZED;
    }

    /** A SelfSubjectReview. */
    @Override
    public Requester whoami() {
        try {
            V1UserInfo user = access.api(AuthenticationV1Api.class)
                    .createSelfSubjectReview(new V1SelfSubjectReview())
                    .execute()
                    .getStatus()
                    .getUserInfo();
            List<String> groups = user.getGroups() == null ? List.of() : user.getGroups();
            return new Requester(user.getUsername(), new LinkedHashSet<>(groups));
        } catch (ApiException refusal) {
            throw AccessReviewException.of("who " + access + " is", refusal);
        }
    }

    /** A SelfSubjectAccessReview. */
    @Override
    public Answer ask(AccessQuery query) {
        V1SelfSubjectAccessReviewSpec spec = new V1SelfSubjectAccessReviewSpec()
                .resourceAttributes(Attributes.ofResource(query))
                .nonResourceAttributes(Attributes.ofUrl(query));
        try {
            return Answer.of(
                    query,
                    access.api(AuthorizationV1Api.class)
                            .createSelfSubjectAccessReview(new V1SelfSubjectAccessReview().spec(spec))
                            .execute()
                            .getStatus());
        } catch (ApiException refusal) {
            throw AccessReviewException.of("whether " + access + " can " + query, refusal);
        }
    }
}
