package dev.kubeuser.samples.rbac;

import static org.awaitility.Awaitility.await;

import dev.kubeuser.access.KubeAccess;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.AuthorizationV1Api;
import io.kubernetes.client.openapi.models.V1ResourceAttributes;
import io.kubernetes.client.openapi.models.V1SelfSubjectAccessReview;
import io.kubernetes.client.openapi.models.V1SelfSubjectAccessReviewSpec;
import java.time.Duration;

/**
 * A permission that the server is asked for. A Role counts as soon as the server's authorizer has heard of it, a moment
 * after it was created; the same holds for one that was deleted.
 *
 * @param verb what to do
 * @param resource with what
 * @param namespace where
 */
record Permission(String verb, String resource, String namespace) {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration INTERVAL = Duration.ofMillis(20);

    void awaitGranted(KubeAccess user) {
        await(this + " granted to " + user)
                .pollDelay(Duration.ZERO)
                .pollInterval(INTERVAL)
                .atMost(PATIENCE)
                .until(() -> isGranted(user));
    }

    void awaitWithdrawn(KubeAccess user) {
        await(this + " withdrawn from " + user)
                .pollDelay(Duration.ZERO)
                .pollInterval(INTERVAL)
                .atMost(PATIENCE)
                .until(() -> !isGranted(user));
    }

    boolean isGranted(KubeAccess user) throws ApiException {
        V1ResourceAttributes question =
                new V1ResourceAttributes().verb(verb).resource(resource).namespace(namespace);
        return new AuthorizationV1Api(user.apiClient())
                .createSelfSubjectAccessReview(new V1SelfSubjectAccessReview()
                        .spec(new V1SelfSubjectAccessReviewSpec().resourceAttributes(question)))
                .execute()
                .getStatus()
                .getAllowed();
    }
}
