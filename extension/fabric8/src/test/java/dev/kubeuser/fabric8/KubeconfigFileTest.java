// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.fabric8;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeNamespace;
import dev.kubeuser.KubeServiceAccount;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.Kubeconfig;
import dev.kubeuser.credential.KeyAlgorithm;
import io.fabric8.kubernetes.api.model.authentication.SelfSubjectReview;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import org.junit.jupiter.api.Test;

/** fabric8 reads the kubeconfigs that kubeuser writes, without further settings. */
class KubeconfigFileTest {

    private static Config read(Kubeconfig kubeconfig) {
        return Config.fromKubeconfig(kubeconfig.file().toFile());
    }

    private static String nameOf(Kubeconfig kubeconfig) {
        try (KubernetesClient client =
                new KubernetesClientBuilder().withConfig(read(kubeconfig)).build()) {
            return client.resource(new SelfSubjectReview())
                    .create()
                    .getStatus()
                    .getUserInfo()
                    .getUsername();
        }
    }

    @Test
    void rsa_2048(@KubeUser(value = "rosa", key = KeyAlgorithm.RSA_2048) Kubeconfig kubeconfig) {
        assertThat(nameOf(kubeconfig)).isEqualTo("rosa");
    }

    @Test
    void ecdsa_p256(@KubeUser(value = "erin", key = KeyAlgorithm.ECDSA_P256) Kubeconfig kubeconfig) {
        assertThat(nameOf(kubeconfig)).isEqualTo("erin");
    }

    @Test
    void token(@KubeServiceAccount("default/fabric8-reader") Kubeconfig kubeconfig) {
        assertThat(nameOf(kubeconfig)).isEqualTo("system:serviceaccount:default:fabric8-reader");
    }

    @Test
    void administrator(@KubeAdmin Kubeconfig kubeconfig) {
        assertThat(nameOf(kubeconfig)).isNotEmpty();
    }

    @Test
    void namespace_is_that_of_the_test(
            @KubeNamespace String namespace, @KubeUser(value = "rosa", key = KeyAlgorithm.RSA_2048) Kubeconfig rosa) {
        assertThat(read(rosa).getNamespace()).isEqualTo(namespace);
    }
}
