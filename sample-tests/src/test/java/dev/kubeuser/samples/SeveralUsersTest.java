package dev.kubeuser.samples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.credential.KeyAlgorithm;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.AuthenticationV1Api;
import io.kubernetes.client.openapi.models.V1SelfSubjectReview;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.Test;

@KubeUser("alice")
@KubeUser(value = "bob", groups = "auditors", key = KeyAlgorithm.ECDSA_P256)
class SeveralUsersTest {

    @KubeUser("alice")
    private KubeAccess alice;

    @Test
    void each_has_a_certificate(@KubeUser("bob") X509Certificate bob) {
        assertThat(alice.subject()).isEqualTo("CN=alice");
        assertThat(bob.getSubjectX500Principal().getName()).isEqualTo("CN=bob,O=auditors");
        assertThat(bob.getPublicKey().getAlgorithm()).isEqualTo("EC");
    }

    @Test
    void each_client_is_its_own_users(@KubeUser("bob") ApiClient bob) throws ApiException {
        assertThat(userNameOf(alice.apiClient())).isEqualTo("alice");
        assertThat(userNameOf(bob)).isEqualTo("bob");
    }

    private static String userNameOf(ApiClient client) throws ApiException {
        return new AuthenticationV1Api(client)
                .createSelfSubjectReview(new V1SelfSubjectReview())
                .execute()
                .getStatus()
                .getUserInfo()
                .getUsername();
    }
}
