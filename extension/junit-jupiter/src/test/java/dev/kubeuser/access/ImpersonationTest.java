// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.kubeuser.KubeUser;
import dev.kubeuser.cluster.embedded.HandStartedControlPlane;
import dev.kubeuser.credential.CredentialException;
import dev.kubeuser.credential.Via;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.testkit.EngineRun;
import dev.kubeuser.testkit.Kubectl;
import dev.kubeuser.testkit.Whoami;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.apis.CertificatesV1Api;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1SelfSubjectReview;
import io.kubernetes.client.openapi.models.V1UserInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.io.TempDir;

/** A real cluster that signs no client certificates, as some managed ones, and the users that can be had there. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@RunsOnce
class ImpersonationTest {

    private HandStartedControlPlane cluster;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        cluster = HandStartedControlPlane.start(directory, "--sign-client-certificates=false");
    }

    @AfterAll
    void stop() throws IOException {
        cluster.close();
    }

    @KubeUser(value = "alice", groups = "developers")
    static class ByDefault {
        @Test
        void test(KubeAccess alice) throws ApiException {
            assertThat(Whoami.name(alice)).isEqualTo("alice");
        }
    }

    @KubeUser(
            value = "alice",
            groups = {"developers", "on call"},
            via = Via.IMPERSONATION)
    static class Impersonated {
        @Test
        void every_client_is_that_user(KubeAccess alice, ApiClient api, OkHttpClient http) throws Exception {
            V1UserInfo seen = Whoami.of(api);
            assertThat(seen.getUsername()).isEqualTo("alice");
            assertThat(seen.getGroups()).containsExactlyInAnyOrder("developers", "on call", "system:authenticated");
            try (Response refused = http.newCall(new Request.Builder()
                            .url(alice.url("/api/v1/secrets"))
                            .build())
                    .execute()) {
                assertThat(refused.code()).isEqualTo(403);
                assertThat(refused.body().string()).contains("User \\\"alice\\\" cannot list");
            }
        }

        @Test
        void kubeconfig_says_as_whom(Kubeconfig kubeconfig) {
            assertThat(kubeconfig.forKubectl().text())
                    .contains("as: alice", "as-groups:", "- on call", "client-certificate-data");
        }

        @Test
        void a_kubeconfig_is_refused_to_clients_that_would_be_the_administrator(Kubeconfig kubeconfig) {
            String refusal = "\"alice\" is impersonated, and most clients ignore that in a kubeconfig: fabric8's, the"
                    + " official Java client and Python's would act as \"kubernetes-admin\". For kubectl and other"
                    + " programs on client-go take kubeconfig.forKubectl(); for the others inject their client, or use"
                    + " Via.CERTIFICATE";
            assertThatIllegalStateException().isThrownBy(kubeconfig::text).withMessage(refusal);
            assertThatIllegalStateException().isThrownBy(kubeconfig::file).withMessage(refusal);
        }

        @Test
        void it_is_marked_and_has_no_certificate(KubeAccess alice) {
            assertThat(alice.isImpersonated()).isTrue();
            assertThat(alice).asString().contains("\"alice\"", "impersonated");
            assertThatIllegalStateException()
                    .isThrownBy(alice::certificate)
                    .withMessageContaining("impersonated by \"kubernetes-admin\"");
        }

        @Test
        void generated_api_is_that_user(@KubeUser("alice") CoreV1Api core) {
            org.assertj.core.api.Assertions.assertThatThrownBy(
                            () -> core.listSecretForAllNamespaces().execute())
                    .isInstanceOf(ApiException.class)
                    .extracting(refusal -> ((ApiException) refusal).getCode())
                    .isEqualTo(403);
        }
    }

    @KubeUser(value = "alice", via = Via.IMPERSONATION)
    static class WantsFiles {
        @Test
        void test(@KubeUser("alice") PemFiles files) {
            assertThat(files).isNull();
        }
    }

    @KubeUser(value = "Jos\u00e9", groups = "\u00e9quipe \ud83d\ude00", via = Via.IMPERSONATION)
    static class OtherThanAscii {
        @Test
        void is_who_it_is_for_kubectl(KubeAccess jose, Kubeconfig kubeconfig) throws Exception {
            V1UserInfo seen = Whoami.of(jose.apiClient());
            assertThat(seen.getUsername()).isEqualTo("Jos\u00e9");
            assertThat(seen.getGroups()).containsExactlyInAnyOrder("\u00e9quipe \ud83d\ude00", "system:authenticated");
            String kubectl = new Kubectl(kubeconfig.forKubectl().file()).run("auth", "whoami", "-o", "json");
            assertThat(JSON.<V1SelfSubjectReview>deserialize(kubectl, V1SelfSubjectReview.class)
                            .getStatus()
                            .getUserInfo())
                    .isEqualTo(seen);
        }
    }

    @KubeUser(value = "alice", groups = " on call", via = Via.IMPERSONATION)
    static class BlankAtAnEnd {
        @Test
        void test(KubeAccess alice) {
            assertThat(alice).isNull();
        }
    }

    @KubeUser(value = "root", groups = "system:masters", via = Via.IMPERSONATION)
    static class Masters {
        @Test
        void group_that_no_certificate_may_have_can_be_impersonated(KubeAccess root) {
            assertThat(root.get("/api/v1/secrets").code()).isEqualTo(200);
        }
    }

    @Test
    void request_that_is_approved_but_never_issued_is_an_error_that_offers_impersonation()
            throws IOException, ApiException {
        long begin = System.nanoTime();
        assertThat(EngineRun.of(cluster.settings(), ByDefault.class).failure())
                .isInstanceOf(CredentialException.class)
                .hasMessageContainingAll(
                        "was approved, but no certificate was issued within 5.0 s",
                        "either the signer of kubernetes.io/kube-apiserver-client is not running yet",
                        "kubeuser.csr-timeout",
                        "or nobody in this cluster signs for it",
                        "Via.IMPERSONATION");
        assertThat(new CertificatesV1Api(cluster.admin())
                        .listCertificateSigningRequest()
                        .execute()
                        .getItems())
                .as("after %d ms", (System.nanoTime() - begin) / 1_000_000)
                .isEmpty();
    }

    @Test
    void setting_makes_users_impersonated_whose_declaration_leaves_it_open() throws IOException {
        EngineRun.of(cluster.settings("kubeuser.via", "impersonation"), ByDefault.class)
                .assertSuccessful(1);
    }

    @Test
    void all_that_is_injected_acts_as_the_impersonated_user() throws IOException {
        EngineRun.of(cluster.settings(), Impersonated.class).assertSuccessful(5);
        EngineRun.of(cluster.settings(), Masters.class).assertSuccessful(1);
    }

    @Test
    void impersonation_works_on_every_kind() {
        EngineRun.of(Map.of(), Impersonated.class).assertSuccessful(5);
    }

    @Test
    void names_other_than_ascii_reach_the_server_as_those_of_kubectl_do() throws IOException {
        EngineRun.of(cluster.settings(), OtherThanAscii.class).assertSuccessful(1);
    }

    @Test
    void names_that_no_header_can_have_are_refused() throws IOException {
        assertThat(EngineRun.of(cluster.settings(), BlankAtAnEnd.class).failure())
                .hasMessageContaining("the group \" on call\" has blanks at an end, which cannot be impersonated:"
                        + " HTTP drops them from headers");
    }

    @Test
    void what_needs_a_certificate_is_refused_before_anything_starts() {
        assertThat(EngineRun.of(
                                Map.of(
                                        "kubeuser.cluster",
                                        "existing",
                                        "kubeuser.kubeconfig",
                                        "/none",
                                        "kubeuser.context",
                                        "none"),
                                WantsFiles.class)
                        .failure())
                .isInstanceOf(ExtensionConfigurationException.class)
                .hasMessageContainingAll("PemFiles", "\"alice\" is impersonated and has no certificate");
    }
}
