// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.fabric8;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.assertion.KubeAssertions.assertThatExceptionOfType;
import static dev.kubeuser.assertion.KubeAssertions.assertThatForbidden;
import static dev.kubeuser.assertion.KubeAssertions.assertThatUnauthorized;

import dev.kubeuser.KubeAnonymous;
import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.base.ConfigurationException;
import dev.kubeuser.credential.BearerToken;
import dev.kubeuser.credential.KeyAlgorithm;
import dev.kubeuser.credential.ServiceAccountSpec;
import dev.kubeuser.question.Refusal;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.http.HttpClient;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/** What fabric8's clients may not do, and how the assertions tell. */
@KubeUser(value = "wanda", groups = "fabric8-watchers")
@KubeManifests("classpath:policies/watchers.yaml")
class RefusalTest {

    @Test
    void wanda_reads_configmaps_and_no_secrets(KubernetesClient fabric8, KubeAccess wanda) {
        assertThat(fabric8.configMaps().inNamespace("default").list().getItems())
                .isNotEmpty();
        assertThatForbidden(
                        wanda, () -> fabric8.secrets().inNamespace("default").list())
                .isForbiddenBy(Refusal.AUTHORIZATION)
                .hasMessageContaining("cannot list resource \"secrets\"");
    }

    @Test
    void a_watch_is_refused(KubernetesClient fabric8, KubeAccess wanda) {
        assertThatForbidden(wanda, () -> fabric8.pods().inNamespace("default").watch(new Nothing<>()));
    }

    @Test
    void a_refusal_is_found_behind_another_exception(KubernetesClient fabric8, KubeAccess wanda) {
        assertThatForbidden(wanda, () -> {
                    try {
                        fabric8.secrets().inNamespace("default").withName("any").delete();
                    } catch (RuntimeException refused) {
                        throw new IllegalStateException("the operator does not start", refused);
                    }
                })
                .isForbiddenBy(Refusal.AUTHORIZATION);
    }

    @Test
    void what_does_not_exist_is_not_forbidden(KubernetesClient fabric8, KubeAccess wanda) {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThatForbidden(
                        wanda,
                        () -> fabric8.configMaps()
                                .inNamespace("default")
                                .withName("none")
                                .edit(found -> found)))
                .withMessageContaining("Expecting GET /api/v1/namespaces/default/configmaps/none\nto be forbidden\n");
    }

    /** The JDK's client fails on a 401 without the header WWW-Authenticate, before fabric8 sees it. */
    @Test
    @DisabledIfSystemProperty(named = "http-client.under.test", matches = "jdk")
    void a_token_that_nobody_issued_is_unauthorized(@KubeAnonymous KubeAccess anonymous) {
        BearerToken forged = new BearerToken(ServiceAccountSpec.parse("default/nobody"), "forged", Instant.MAX);
        try (KubeAccess nobody = KubeAccess.connect(anonymous.cluster(), forged)) {
            KubernetesClient fabric8 = nobody.client(KubernetesClient.class);
            assertThatUnauthorized(() -> fabric8.pods().inNamespace("default").list());
        }
    }

    @Test
    void a_key_that_fabric8_cannot_read_is_named(
            @KubeUser(value = "eddie", key = KeyAlgorithm.ED25519) KubeAccess eddie) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> eddie.client(KubernetesClient.class))
                .withMessage("fabric8 cannot read Ed25519 keys, and \"eddie\" has one: use another kind, as in"
                        + " @KubeUser(value = \"eddie\", key = KeyAlgorithm.ECDSA_P256)");
    }

    @Test
    void a_type_that_nobody_offers_is_named(KubeAccess wanda) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> wanda.client(HttpClient.class))
                .withMessage("A java.net.http.HttpClient cannot be created: no artifact on the class path offers it;"
                        + " what is: ApiClient, the generated API classes such as CoreV1Api,"
                        + " Config, KubernetesClient, NamespacedKubernetesClient (kubeuser-fabric8)");
    }
}
