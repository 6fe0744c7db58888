// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.fabric8;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeAnonymous;
import dev.kubeuser.KubeNamespace;
import dev.kubeuser.KubeServiceAccount;
import dev.kubeuser.KubeUser;
import dev.kubeuser.credential.KeyAlgorithm;
import dev.kubeuser.credential.Via;
import io.fabric8.kubernetes.api.model.authentication.SelfSubjectReview;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Clients of fabric8 for each kind of subject and in each place, each of which the API server takes for its subject.
 */
@KubeUser(value = "erin", groups = "fabric8-watchers", key = KeyAlgorithm.ECDSA_P256)
@KubeUser(value = "rosa", key = KeyAlgorithm.RSA_2048)
@KubeUser("paul")
@KubeUser(value = "iris", groups = "fabric8-watchers", via = Via.IMPERSONATION)
@KubeServiceAccount("default/fabric8-watcher")
@KubeNamespace
class InjectionTest {

    @KubeUser("erin")
    static KubernetesClient ofClass;

    @KubeServiceAccount("default/fabric8-watcher")
    NamespacedKubernetesClient account;

    private final KubernetesClient ofConstructor;

    InjectionTest(@KubeUser("rosa") KubernetesClient rosa) {
        this.ofConstructor = rosa;
    }

    @BeforeEach
    void is_injected_into_lifecycle_methods(@KubeUser("paul") KubernetesClient paul) {
        assertThat(nameOf(paul)).isEqualTo("paul");
    }

    private static String nameOf(KubernetesClient client) {
        return client.resource(new SelfSubjectReview())
                .create()
                .getStatus()
                .getUserInfo()
                .getUsername();
    }

    @Test
    void is_injected_into_fields_and_constructors() {
        assertThat(nameOf(ofClass)).isEqualTo("erin");
        assertThat(nameOf(account)).isEqualTo("system:serviceaccount:default:fabric8-watcher");
        assertThat(nameOf(ofConstructor)).isEqualTo("rosa");
    }

    @Test
    void is_injected_into_tests(
            @KubeAdmin KubernetesClient admin,
            @KubeUser("iris") KubernetesClient impersonated,
            @KubeServiceAccount("default/fabric8-watcher") Config config,
            @KubeUser("iris") Config ofImpersonated) {
        assertThat(admin.namespaces().withName("default").get()).isNotNull();
        assertThat(nameOf(impersonated)).isEqualTo("iris");
        try (KubernetesClient own =
                new KubernetesClientBuilder().withConfig(config).build()) {
            assertThat(nameOf(own)).isEqualTo("system:serviceaccount:default:fabric8-watcher");
        }
        try (KubernetesClient own =
                new KubernetesClientBuilder().withConfig(ofImpersonated).build()) {
            assertThat(nameOf(own)).isEqualTo("iris");
        }
    }

    @Test
    void anonymous_presents_nothing(@KubeAnonymous KubernetesClient anonymous) {
        assertThat(anonymous.getConfiguration().getOauthTokenProvider()).isNull();
        assertThat(anonymous.getConfiguration().getClientKeyData()).isNull();
    }

    @Test
    void each_injection_has_a_client_of_its_own(
            @KubeUser("erin") KubernetesClient one, @KubeUser("erin") KubernetesClient other) {
        assertThat(one).isNotSameAs(other).isNotSameAs(ofClass);
        one.close();
        assertThat(nameOf(other)).isEqualTo("erin");
        assertThat(nameOf(ofClass)).isEqualTo("erin");
    }

    @Test
    void the_namespace_of_the_test_is_the_namespace_of_the_client(
            @KubeNamespace String namespace,
            @KubeUser("erin") NamespacedKubernetesClient erin,
            @KubeAdmin Config admin) {
        assertThat(erin.getNamespace()).isEqualTo(namespace);
        assertThat(admin.getNamespace()).isEqualTo(namespace);
        assertThat(account.getNamespace()).isEqualTo(namespace);
    }
}
