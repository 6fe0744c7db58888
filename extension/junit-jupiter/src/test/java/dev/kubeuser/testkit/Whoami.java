// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.testkit;

import dev.kubeuser.access.KubeAccess;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.AuthenticationV1Api;
import io.kubernetes.client.openapi.models.V1SelfSubjectReview;
import io.kubernetes.client.openapi.models.V1UserInfo;

/** Asks the API server who it takes a client for. */
public final class Whoami {

    private Whoami() {}

    public static V1UserInfo of(ApiClient client) throws ApiException {
        return new AuthenticationV1Api(client)
                .createSelfSubjectReview(new V1SelfSubjectReview())
                .execute()
                .getStatus()
                .getUserInfo();
    }

    public static String name(KubeAccess access) throws ApiException {
        return of(access.apiClient()).getUsername();
    }
}
