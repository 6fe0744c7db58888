package dev.kubeuser;

import dev.kubeuser.access.KubeAccess;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.AuthenticationV1Api;
import io.kubernetes.client.openapi.models.V1SelfSubjectReview;
import io.kubernetes.client.openapi.models.V1UserInfo;

/** Asks the API server who it takes a client for. */
final class Whoami {

    private Whoami() {}

    static V1UserInfo of(ApiClient client) throws ApiException {
        return new AuthenticationV1Api(client)
                .createSelfSubjectReview(new V1SelfSubjectReview())
                .execute()
                .getStatus()
                .getUserInfo();
    }

    static String name(KubeAccess access) throws ApiException {
        return of(access.apiClient()).getUsername();
    }
}
