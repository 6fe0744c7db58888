package dev.kubeuser.access;

import dev.kubeuser.credential.CredentialException;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.AuthenticationV1Api;
import io.kubernetes.client.openapi.models.V1SelfSubjectReview;
import io.kubernetes.client.openapi.models.V1UserInfo;

/**
 * Asks the API server as whom it knows a client: {@code kubectl auth whoami}.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/reference/access-authn-authz/authentication/#self-subject-review">API access to
 *     authentication information for a client</a>
 */
final class WhoAmI {

    private WhoAmI() {}

    static V1UserInfo ask(ApiClient client, String who) {
        try {
            return new AuthenticationV1Api(client)
                    .createSelfSubjectReview(new V1SelfSubjectReview())
                    .execute()
                    .getStatus()
                    .getUserInfo();
        } catch (ApiException refusal) {
            throw new CredentialException(
                    "The server at " + client.getBasePath() + " was asked who " + who + " is, and answered "
                            + (refusal.getCode() == 0
                                    ? "nothing: " + refusal.getMessage()
                                    : refusal.getCode() + ": " + refusal.getResponseBody()),
                    refusal);
        }
    }
}
