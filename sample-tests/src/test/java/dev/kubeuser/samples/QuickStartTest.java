package dev.kubeuser.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.AuthenticationV1Api;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1SelfSubjectReview;
import org.junit.jupiter.api.Test;

@KubeUser("flavono123")
class QuickStartTest {

    @Test
    void the_server_is_healthy(KubeAccess flavono123) {
        assertThat(flavono123.get("/healthz").body()).isEqualTo("ok");
    }

    @Test
    void the_server_knows_the_user(AuthenticationV1Api api) throws ApiException {
        var review = api.createSelfSubjectReview(new V1SelfSubjectReview()).execute();

        assertThat(review.getStatus().getUserInfo().getUsername()).isEqualTo("flavono123");
    }

    @Test
    void a_new_user_may_not_read_secrets(CoreV1Api core) {
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> core.listNamespacedSecret("default").execute())
                .satisfies(refusal -> assertThat(refusal.getCode()).isEqualTo(403));
    }
}
