// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.Kubeconfig;
import dev.kubeuser.access.PemFiles;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.kinds.OnEachJUnit;
import dev.kubeuser.testkit.NeedsUnix;
import dev.kubeuser.testkit.Whoami;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.AuthenticationV1Api;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1SelfSubjectReview;
import io.kubernetes.client.openapi.models.V1UserInfo;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import java.io.IOException;
import java.io.StringReader;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.util.List;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.Test;

/** Every injectable type acts as the user whom the API server issued the certificate to. */
@KubeUser(
        value = "alice",
        groups = {"developers", "on, call"})
@OnEachJUnit
class InjectionTest {

    @Test
    void handle_knows_the_user(KubeAccess alice) throws ApiException {
        assertThat(alice.name()).isEqualTo("alice");
        assertThat(alice.groups()).containsExactlyInAnyOrder("developers", "on, call");
        var user = Whoami.of(alice.apiClient());
        assertThat(user.getUsername()).isEqualTo("alice");
        assertThat(user.getGroups()).containsExactlyInAnyOrder("developers", "on, call", "system:authenticated");
    }

    @Test
    void handle_sends_requests(KubeAccess alice) {
        assertThat(alice.get("/healthz").body()).isEqualTo("ok");
        assertThat(alice.get("/healthz").code()).isEqualTo(200);
        assertThat(alice.get("/api/v1/secrets").code()).isEqualTo(403);
        assertThat(alice.get("/api/v1/secrets").toString())
                .startsWith("GET /api/v1/secrets -> 403")
                .contains("User \\\"alice\\\" cannot list resource");
        assertThat(alice.get("/version").header("Audit-Id")).isNotBlank();
    }

    @Test
    void handle_shows_how_the_certificate_came_about(KubeAccess alice, @KubeAdmin KubeAccess admin) {
        var csr = alice.certificateSigningRequest().orElseThrow();
        assertThat(csr.getSpec().getSignerName()).isEqualTo("kubernetes.io/kube-apiserver-client");
        assertThat(csr.getSpec().getUsages()).containsExactly("client auth");
        assertThat(csr.getSpec().getExpirationSeconds()).isEqualTo(86_400);
        assertThat(csr.getSpec().getUsername()).isEqualTo(admin.name());
        assertThat(csr.getStatus().getConditions())
                .singleElement()
                .satisfies(condition -> assertThat(condition.getType()).isEqualTo("Approved"));
        assertThat(csr.getStatus().getCertificate()).isNotEmpty();
    }

    @Test
    void handle_prints_issuer_and_subject(KubeAccess alice) {
        assertThat(alice.distinguishedName()).contains("CN=alice", "O=developers", "O=on\\, call");
        assertThat(alice.certificateIssuer()).startsWith("CN=").isNotEqualTo(alice.distinguishedName());
    }

    @Test
    void http_client_reaches_the_server_by_its_name(OkHttpClient http, KubeAccess alice) throws IOException {
        assertThat(alice.baseUrl().toString()).matches("https://kubernetes:\\d+/");
        Request request = new Request.Builder().url(alice.url("/healthz")).build();
        try (Response response = http.newCall(request).execute()) {
            assertThat(response.body().string()).isEqualTo("ok");
            assertThat(response.handshake().peerPrincipal().getName()).isNotBlank();
            assertThat(response.handshake().localPrincipal().getName()).contains("CN=alice");
        }
    }

    @Test
    void official_client_acts_as_the_user(ApiClient client) throws ApiException {
        assertThat(Whoami.of(client).getUsername()).isEqualTo("alice");
    }

    @Test
    void http_client_without_the_port_is_told_where_the_server_is(OkHttpClient http, KubeAccess alice) {
        Request request =
                new Request.Builder().url("https://kubernetes/healthz").build();
        assertThatThrownBy(() -> http.newCall(request).execute().close())
                .isInstanceOf(ConnectException.class)
                .hasMessage("nothing answers at kubernetes:443; the API server is at " + alice.baseUrl());
    }

    @Test
    void generated_api_acts_as_the_user(AuthenticationV1Api authentication, CoreV1Api core) throws ApiException {
        var review = authentication
                .createSelfSubjectReview(new V1SelfSubjectReview())
                .execute();
        assertThat(review.getStatus().getUserInfo().getUsername()).isEqualTo("alice");
        assertThat(core.getApiClient().getBasePath()).startsWith("https://kubernetes:");
    }

    @Test
    void kubeconfig_works_as_text_and_as_file(Kubeconfig kubeconfig) throws IOException, ApiException {
        var fromText = KubeConfig.loadKubeConfig(new StringReader(kubeconfig.text()));
        assertThat(Whoami.of(ClientBuilder.kubeconfig(fromText).build()).getUsername())
                .isEqualTo("alice");
        assertThat(kubeconfig.file()).hasContent(kubeconfig.text());
        assertPrivate(kubeconfig.file());
    }

    @Test
    @NeedsUnix
    void pem_files_are_private_and_written_once(PemFiles files, KubeAccess alice) throws IOException {
        for (Path file : List.of(files.certificate(), files.privateKey(), files.certificateAuthority())) {
            assertPrivate(file);
        }
        assertThat(files.privateKey()).isEqualTo(files.privateKey());
        assertThat(files.certificate()).hasContent(alice.credential().certificatePem());
        assertThat(files.privateKey()).content().startsWith("-----BEGIN EC PRIVATE KEY-----");
    }

    private static void assertPrivate(Path file) throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx------");
    }

    @Test
    void certificate_is_the_one_in_the_csr(X509Certificate certificate, KubeAccess alice) {
        assertThat(certificate).isEqualTo(alice.certificate());
        assertThat(certificate.getSubjectX500Principal().getName()).contains("CN=alice");
    }

    @Test
    void admin_comes_in_the_same_forms(
            @KubeAdmin KubeAccess admin,
            @KubeAdmin ApiClient client,
            @KubeAdmin CoreV1Api core,
            @KubeAdmin Kubeconfig kubeconfig,
            @KubeAdmin X509Certificate certificate)
            throws ApiException {
        assertThat(admin.groups()).containsExactly("system:masters");
        assertThat(admin.certificateSigningRequest()).isEmpty();
        assertThat(Whoami.of(client).getUsername()).isEqualTo(admin.name());
        assertThat(core.listNamespace().execute().getItems()).isNotEmpty();
        assertThat(kubeconfig.text()).contains("client-key-data");
        assertThat(certificate).isEqualTo(admin.certificate());
    }

    @Test
    void cluster_tells_where_it_is(Cluster cluster, KubeAccess alice) {
        assertThat(cluster.server().getPort()).isEqualTo(alice.baseUrl().port());
        assertThat(cluster.version()).startsWith("v1.");
        assertThat(alice.get("/version").body()).contains("\"gitVersion\": \"" + cluster.version() + "\"");
        assertThat(cluster.auditLog().filter(Files::isRegularFile).isPresent())
                .isEqualTo(cluster.kind() != ClusterKind.EXISTING);
        assertThat(cluster.failure()).isEmpty();
    }

    @Test
    void without_a_certificate_one_is_anonymous(Cluster cluster) {
        try (KubeAccess anonymous = KubeAccess.anonymous(cluster)) {
            if (cluster.kind() != ClusterKind.K3S) {
                assertThat(anonymous.get("/healthz").body()).isEqualTo("ok");
                assertThat(anonymous.get("/api").code()).isEqualTo(403);
                assertThat(anonymous.get("/api").body()).contains("system:anonymous");
            } else {
                assertThat(anonymous.get("/healthz").code()).isEqualTo(401);
            }
        }
    }

    /** On the embedded kind the first is by a certificate and the second by a token. */
    @Test
    void administrator_is_one_user_by_whatever_credential(@KubeAdmin KubeAccess admin, Cluster cluster)
            throws ApiException {
        V1UserInfo seen = Whoami.of(cluster.adminClient());
        assertThat(seen.getUsername()).isEqualTo(admin.name());
        assertThat(seen.getGroups()).containsAll(admin.groups());
    }
}
