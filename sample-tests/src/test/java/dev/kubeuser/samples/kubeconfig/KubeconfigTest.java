// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.kubeconfig;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeNamespace;
import dev.kubeuser.KubeServiceAccount;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.Kubeconfig;
import dev.kubeuser.credential.KeyAlgorithm;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.AuthenticationV1Api;
import io.kubernetes.client.openapi.models.V1SelfSubjectReview;
import io.kubernetes.client.util.Config;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A client that only has the file. */
@KubeNamespace
class KubeconfigTest {

    @Test
    void file_is_enough(@KubeUser(value = "alice", key = KeyAlgorithm.ECDSA_P256) Kubeconfig kubeconfig)
            throws IOException, ApiException {
        ApiClient client = Config.fromConfig(kubeconfig.file().toString());

        assertThat(whoami(client)).isEqualTo("alice");
    }

    @Test
    void file_has_the_current_token(@KubeServiceAccount("default/robot") Kubeconfig kubeconfig)
            throws IOException, ApiException {
        ApiClient client = Config.fromConfig(kubeconfig.file().toString());

        assertThat(whoami(client)).isEqualTo("system:serviceaccount:default:robot");
        assertThat(kubeconfig.text()).contains("token:").doesNotContain("exec:");
        assertThat(kubeconfig.file()).content().contains("exec:").doesNotContain("token:");
    }

    private static String whoami(ApiClient client) throws ApiException {
        return new AuthenticationV1Api(client)
                .createSelfSubjectReview(new V1SelfSubjectReview())
                .execute()
                .getStatus()
                .getUserInfo()
                .getUsername();
    }
}
