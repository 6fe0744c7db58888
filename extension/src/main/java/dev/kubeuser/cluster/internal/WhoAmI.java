package dev.kubeuser.cluster.internal;

import dev.kubeuser.rbac.UserInfo;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.AuthenticationV1Api;
import io.kubernetes.client.openapi.models.V1SelfSubjectReview;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;

/**
 * Asks the API server which user it authenticates a client as, like {@code kubectl auth whoami}.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/reference/access-authn-authz/authentication/#self-subject-review">API access to
 *     authentication information for a client</a>
 */
public final class WhoAmI {

    private WhoAmI() {}

    /** Sends a SelfSubjectReview. */
    public static UserInfo ask(ApiClient client) throws ApiException {
        var userInfo = new AuthenticationV1Api(client)
                .createSelfSubjectReview(new V1SelfSubjectReview())
                .execute()
                .getStatus()
                .getUserInfo();
        List<String> groups = Objects.requireNonNullElse(userInfo.getGroups(), List.of());
        return new UserInfo(String.valueOf(userInfo.getUsername()), new LinkedHashSet<>(groups));
    }
}
