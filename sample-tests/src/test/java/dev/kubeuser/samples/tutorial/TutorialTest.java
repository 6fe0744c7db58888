// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.tutorial;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.gson.JsonParser;
import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.credential.CertificateFlow;
import dev.kubeuser.credential.ClientCredential;
import dev.kubeuser.credential.KeyAlgorithm;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1CertificateSigningRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Proxy;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLHandshakeException;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.bouncycastle.asn1.x500.X500Name;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestClassOrder;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * The tutorial on certificate signing requests: its headings are the nested classes, its shell commands the names of
 * the tests, and what each command brings about is asserted. As in a shell, each test goes on where the one before
 * stopped.
 */
@DisplayName("Certificate Signing Requests")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestClassOrder(ClassOrderer.OrderAnnotation.class)
@ResourceLock(TutorialTest.OBJECTS)
class TutorialTest {

    /** The tutorial's names of objects are fixed, and a cluster has each but once. */
    static final String OBJECTS = "CertificateSigningRequests flavono123 and myuser";

    @KubeUser(value = "flavono123", key = KeyAlgorithm.RSA_2048)
    CertificateFlow flow;

    @KubeAdmin
    KubeAccess admin;

    @Nested
    @Order(1)
    @DisplayName("CSR 생성 (create the CSR)")
    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    class Creation {

        @Test
        @Order(1)
        @DisplayName("$ openssl genrsa -out flavono123.key 2048")
        void the_key_is_rsa_of_2048_bits() throws Exception {
            flow.generate();

            assertThat(Pkcs10.parse(flow.requestPem()).rsaKey()).satisfies(key -> {
                assertThat(key).isEqualTo(flow.keyPair().getPublic());
                assertThat(key.getModulus().bitLength()).isEqualTo(2048);
                assertThat(key.getPublicExponent()).isEqualTo(65_537);
            });
        }

        @Test
        @Order(2)
        @DisplayName("$ openssl req -new -key flavono123.key -out flavono123.csr -subj /CN=flavono123")
        void the_request_names_the_user_and_is_signed_with_the_key() throws Exception {
            Pkcs10 request = Pkcs10.parse(flow.requestPem());

            assertThat(request.subject()).isEqualTo(new X500Name("CN=flavono123"));
            assertThat(request.isSignedWithItsKey()).isTrue();
        }

        @Test
        @Order(3)
        @DisplayName("$ cat <<EOF | kubectl apply -f -")
        void the_object_is_created() {
            V1CertificateSigningRequest created = flow.submit("flavono123");

            assertThat(created.getMetadata().getName()).isEqualTo("flavono123");
            assertThat(created.getSpec()).satisfies(spec -> {
                assertThat(spec.getSignerName()).isEqualTo("kubernetes.io/kube-apiserver-client");
                assertThat(spec.getExpirationSeconds()).isEqualTo(86_400);
                assertThat(spec.getUsages()).containsExactly("client auth");
            });
        }

        @Test
        @Order(4)
        @DisplayName("request: $(cat flavono123.csr | base64 -w 0)")
        void the_object_holds_the_request_in_base64() {
            String json = admin.get("/apis/certificates.k8s.io/v1/certificatesigningrequests/flavono123")
                    .body();

            assertThat(JsonParser.parseString(json)
                            .getAsJsonObject()
                            .getAsJsonObject("spec")
                            .get("request")
                            .getAsString())
                    .isEqualTo(
                            Base64.getEncoder().encodeToString(flow.requestPem().getBytes(StandardCharsets.US_ASCII)));
        }
    }

    @Nested
    @Order(2)
    @DisplayName("CSR 승인 (approve the CSR)")
    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    class Approval {

        @Test
        @Order(1)
        @DisplayName("$ k get csr flavono123 -> Pending")
        void the_request_is_pending_at_first() {
            assertThat(flow.state()).satisfies(row -> {
                assertThat(row.name()).isEqualTo("flavono123");
                assertThat(row.signerName()).isEqualTo("kubernetes.io/kube-apiserver-client");
                assertThat(row.requestor()).isEqualTo(admin.name());
                assertThat(row.requestedDuration()).isEqualTo("24h");
                assertThat(row.condition()).isEqualTo("Pending");
            });
        }

        @Test
        @Order(2)
        @DisplayName("$ k certificate approve flavono123")
        void the_administrator_approves_it() {
            flow.approve();

            assertThat(flow.certificateSigningRequest().getStatus().getConditions())
                    .singleElement()
                    .satisfies(condition -> {
                        assertThat(condition.getType()).isEqualTo("Approved");
                        assertThat(condition.getStatus()).isEqualTo("True");
                    });
        }

        @Test
        @Order(3)
        @DisplayName("$ k get csr flavono123 -> Approved,Issued")
        void the_certificate_is_issued() {
            flow.await();

            assertThat(flow.state().condition()).isEqualTo("Approved,Issued");
        }

        @Test
        @Order(4)
        @DisplayName("$ k get csr flavono123 -o jsonpath='{.status.certificate}' | base64 -d > flavono123.crt")
        void the_certificate_is_what_was_asked_for() throws Exception {
            X509Certificate certificate = flow.extract().certificate();

            assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=flavono123");
            assertThat(certificate.getPublicKey()).isEqualTo(flow.keyPair().getPublic());
            assertThat(certificate.getExtendedKeyUsage()).containsExactly(ClientAuthority.CLIENT_AUTH);
            assertThat(Duration.between(
                            certificate.getNotBefore().toInstant(),
                            certificate.getNotAfter().toInstant()))
                    .isEqualTo(Duration.ofDays(1));
        }
    }

    @Nested
    @Order(3)
    @DisplayName("인증서 사용 (use the certificate)")
    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    class Use {

        private final Cluster cluster;

        @AutoClose
        private final KubeAccess flavono123;

        Use(Cluster cluster) {
            this.cluster = cluster;
            this.flavono123 = KubeAccess.connect(cluster, flow.extract());
        }

        @Test
        @Order(1)
        @DisplayName("$ curl https://kubernetes:6443/healthz --resolve kubernetes:6443:127.0.0.1 -> curl: (60)")
        void without_the_authority_the_server_is_not_trusted() {
            OkHttpClient curl = new OkHttpClient.Builder()
                    .dns(name -> List.of(InetAddress.getByName(cluster.server().getHost())))
                    .proxy(Proxy.NO_PROXY)
                    .build();

            assertThatExceptionOfType(SSLHandshakeException.class)
                    .isThrownBy(() -> body(curl, "/healthz"))
                    .withMessageContaining("unable to find valid certification path");
        }

        @Test
        @Order(2)
        @DisplayName("$ curl ... --cacert ca.crt --cert flavono123.crt --key flavono123.key -> ok")
        void with_authority_certificate_and_key_it_answers() throws IOException {
            assertThat(flavono123.url("/healthz"))
                    .hasToString("https://kubernetes:" + cluster.server().getPort() + "/healthz");
            assertThat(body(flavono123.httpClient(), "/healthz")).isEqualTo("ok");
        }

        /** That answer is everybody's: it does not show that the certificate was looked at. This does. */
        @Test
        @Order(3)
        @DisplayName("$ kubectl auth whoami")
        void the_server_knows_the_user() {
            assertThat(flavono123).isAuthenticatedAs("flavono123").isInGroups("system:authenticated");
        }

        @Test
        @Order(4)
        @DisplayName("$ curl https://kubernetes:6443/api --cacert ca.crt, with and without the certificate")
        void what_is_not_for_everybody_needs_the_certificate() {
            try (KubeAccess nobody = KubeAccess.anonymous(cluster)) {
                assertThat(nobody.get("/api").code()).isIn(401, 403);
            }
            assertThat(flavono123.get("/api").code()).isEqualTo(200);
        }

        private String body(OkHttpClient client, String path) throws IOException {
            Request request = new Request.Builder().url(flavono123.url(path)).build();
            try (Response response = client.newCall(request).execute()) {
                return response.body().string();
            }
        }
    }

    @Nested
    @Order(4)
    @DisplayName("Q1 - Q3")
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    class Exercises {

        @KubeUser(value = "myuser", key = KeyAlgorithm.RSA_2048)
        CertificateFlow myuser;

        @Test
        @Order(1)
        @DisplayName("Q1. myuser.key를 만들고 CSR 파일을 만들어 보세요. (create a key and a CSR file)")
        void key_and_request() throws Exception {
            Pkcs10 request = Pkcs10.parse(myuser.generate().requestPem());

            assertThat(request.rsaKey().getModulus().bitLength()).isEqualTo(2048);
            assertThat(request.subject()).isEqualTo(new X500Name("CN=myuser"));
            assertThat(request.isSignedWithItsKey()).isTrue();
        }

        @Test
        @Order(2)
        @DisplayName("Q2. myuser CSR을 생성하고 승인해 보세요. (create the CSR object and approve it)")
        void created_and_approved() {
            myuser.submit("myuser");
            assertThat(myuser.state().condition()).isEqualTo("Pending");

            myuser.approve();
            myuser.await();
            assertThat(myuser.state().condition()).isEqualTo("Approved,Issued");
        }

        @Test
        @Order(3)
        @DisplayName("Q3. myuser 인증서를 추출해 발급자, 주체를 확인해 보세요. (extract it; who issued it to whom?)")
        void issuer_and_subject(Cluster cluster, @KubeAdmin CoreV1Api core) throws Exception {
            ClientCredential credential = myuser.extract();
            System.out.println("issuer=" + credential.issuer());
            System.out.println("subject=" + credential.distinguishedName());

            assertThat(credential.distinguishedName()).isEqualTo("CN=myuser");
            assertIssuedBy(ClientAuthority.of(core), credential);
            assertThat(credential.issuer()).isNotEqualTo(credential.distinguishedName());
            assertThat(cluster.serverCertificateAuthorities())
                    .extracting(X509Certificate::getSubjectX500Principal)
                    .doesNotContain(credential.certificate().getIssuerX500Principal());
        }

        private void assertIssuedBy(X509Certificate authority, ClientCredential credential) {
            assertThat(credential.certificate().getIssuerX500Principal())
                    .isEqualTo(authority.getSubjectX500Principal());
            assertThat(credential.issuer())
                    .isEqualTo(authority.getSubjectX500Principal().getName());
            assertThatCode(() -> credential.certificate().verify(authority.getPublicKey()))
                    .doesNotThrowAnyException();
        }
    }
}
