// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.testkit;

import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.AuthorizationV1Api;
import io.kubernetes.client.openapi.models.V1ResourceAttributes;
import io.kubernetes.client.openapi.models.V1SubjectAccessReview;
import io.kubernetes.client.openapi.models.V1SubjectAccessReviewSpec;
import java.time.Duration;
import org.awaitility.Awaitility;

/** Waits until a binding counts: the server's authorizer hears of it a moment after it was written. */
public final class Grants {

    private Grants() {}

    public static void await(ApiClient admin, String user, String verb, String resource) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> isAllowed(admin, user, verb, resource));
    }

    private static boolean isAllowed(ApiClient admin, String user, String verb, String resource) throws ApiException {
        V1SubjectAccessReview question = new V1SubjectAccessReview()
                .spec(new V1SubjectAccessReviewSpec()
                        .user(user)
                        .resourceAttributes(new V1ResourceAttributes()
                                .group("certificates.k8s.io")
                                .verb(verb)
                                .resource(resource)));
        return new AuthorizationV1Api(admin)
                .createSubjectAccessReview(question)
                .execute()
                .getStatus()
                .getAllowed();
    }
}
