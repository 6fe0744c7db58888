package dev.kubeuser.assertion;

import dev.kubeuser.policy.Requester;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.AuthorizationV1Api;
import io.kubernetes.client.openapi.models.V1SubjectAccessReview;
import io.kubernetes.client.openapi.models.V1SubjectAccessReviewSpec;
import java.util.List;

/**
 * Asks as the administrator about somebody who cannot ask: a SubjectAccessReview.
 *
 * @param admin the administrator's client
 * @param requester about whom, with all groups, for the server adds none
 */
record SubjectReviews(ApiClient admin, Requester requester) implements Reviews {

    @Override
    public Requester whoami() {
        return requester;
    }

    @Override
    public Answer ask(AccessQuery query) {
        V1SubjectAccessReviewSpec spec = new V1SubjectAccessReviewSpec()
                .user(requester.name())
                .groups(List.copyOf(requester.groups()))
                .resourceAttributes(Attributes.ofResource(query))
                .nonResourceAttributes(Attributes.ofUrl(query));
        try {
            return Answer.of(
                    query,
                    new AuthorizationV1Api(admin)
                            .createSubjectAccessReview(new V1SubjectAccessReview().spec(spec))
                            .execute()
                            .getStatus());
        } catch (ApiException refusal) {
            throw AccessReviewException.of("whether " + requester + " can " + query, refusal);
        }
    }
}
