// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.tutorial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.access.Kubeconfig;
import dev.kubeuser.access.PemFiles;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.samples.tool.Outcome;
import dev.kubeuser.samples.tool.Shell;
import dev.kubeuser.samples.tool.Tools;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestClassOrder;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * The tutorial once more, with the programs it uses: openssl makes key and request, kubectl works with the
 * administrator's injected kubeconfig, curl trusts the injected authority.
 */
@DisplayName("Certificate Signing Requests, with openssl, kubectl and curl")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestClassOrder(ClassOrderer.OrderAnnotation.class)
@ResourceLock(TutorialTest.OBJECTS)
class TutorialWithToolsTest {

    private static final Tools TOOLS = Tools.ofThisMachine();

    /** One line for any version of openssl: from 3.2 on it leaves out the spaces around = by itself. */
    private static final String NAMES = "oneline,-space_eq";

    private final Path directory;
    private final Shell shell;

    TutorialWithToolsTest(@TempDir Path directory, @KubeAdmin Kubeconfig kubeconfig) {
        TOOLS.need("openssl", "kubectl");
        this.directory = directory;
        this.shell = new Shell(directory).export("KUBECONFIG", kubeconfig.file());
    }

    @AfterAll
    void clean_up() {
        shell.run("kubectl delete csr flavono123 myuser --ignore-not-found");
    }

    private void generateKeyAndRequest(String user) {
        shell.run("openssl genrsa -out %s.key 2048", user);
        shell.run("openssl req -new -key %s.key -out %s.csr -subj /CN=%s", user, user, user);
    }

    private String manifest(String user) throws IOException {
        return """
                apiVersion: certificates.k8s.io/v1
                kind: CertificateSigningRequest
                metadata:
                  name: %s
                spec:
                  request: %s
                  signerName: kubernetes.io/kube-apiserver-client
                  expirationSeconds: 86400  # one day
                  usages:
                  - client auth
                """.formatted(user, base64(user + ".csr"));
    }

    private String base64(String file) throws IOException {
        return Base64.getEncoder().encodeToString(Files.readAllBytes(directory.resolve(file)));
    }

    /** The columns of {@code kubectl get csr NAME}. */
    private List<String> row(String user) {
        List<String> lines = shell.run("kubectl get csr %s", user).lines().toList();
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0).split(" +"))
                .containsExactly("NAME", "AGE", "SIGNERNAME", "REQUESTOR", "REQUESTEDDURATION", "CONDITION");
        return List.of(lines.get(1).split(" +"));
    }

    private void awaitIssued(String user) {
        await("the certificate of " + user)
                .until(() -> row(user).get(5), condition -> condition.equals("Approved,Issued"));
    }

    private void extract(String user) throws IOException {
        String certificate = shell.run("kubectl get csr %s -o jsonpath={.status.certificate}", user);
        Files.write(directory.resolve(user + ".crt"), Base64.getDecoder().decode(certificate));
    }

    @Nested
    @Order(1)
    @DisplayName("CSR 생성 (create the CSR)")
    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    class Creation {

        @Test
        @Order(1)
        @DisplayName("$ openssl genrsa, openssl req -new -> flavono123.key, flavono123.csr")
        void key_and_request() throws Exception {
            generateKeyAndRequest("flavono123");

            Pkcs10 request = Pkcs10.parse(Files.readString(directory.resolve("flavono123.csr")));
            assertThat(request.rsaKey().getModulus().bitLength()).isEqualTo(2048);
            assertThat(request.subject()).isEqualTo(new X500Name("CN=flavono123"));
            assertThat(request.isSignedWithItsKey()).isTrue();
        }

        @Test
        @Order(2)
        @DisplayName("$ cat <<EOF | kubectl apply -f -")
        void the_object_is_created() throws IOException {
            assertThat(shell.cat(manifest("flavono123")).run("kubectl apply -f -"))
                    .isEqualTo("certificatesigningrequest.certificates.k8s.io/flavono123 created");
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
            String administrator = shell.run("kubectl auth whoami -o jsonpath={.status.userInfo.username}");

            assertThat(row("flavono123"))
                    .startsWith("flavono123")
                    .endsWith("kubernetes.io/kube-apiserver-client", administrator, "24h", "Pending");
        }

        @Test
        @Order(2)
        @DisplayName("$ k certificate approve flavono123; k get csr flavono123 -> Approved,Issued")
        void approved_it_is_issued() {
            assertThat(shell.run("kubectl certificate approve flavono123"))
                    .isEqualTo("certificatesigningrequest.certificates.k8s.io/flavono123 approved");

            awaitIssued("flavono123");
        }

        @Test
        @Order(3)
        @DisplayName("$ k get csr flavono123 -o jsonpath='{.status.certificate}' | base64 -d > flavono123.crt")
        void the_certificate_is_of_the_key() throws IOException {
            extract("flavono123");

            assertThat(shell.run("openssl x509 -in flavono123.crt -noout -pubkey"))
                    .isEqualTo(shell.run("openssl pkey -in flavono123.key -pubout"));
        }
    }

    @Nested
    @Order(3)
    @DisplayName("인증서 사용 (use the certificate)")
    class Use {

        private final String address;
        private final String mapping;

        private final Path authority;

        Use(Cluster cluster, @KubeAdmin PemFiles files) {
            address = "kubernetes:" + cluster.server().getPort();
            mapping = address + ":" + cluster.server().getHost();
            authority = files.certificateAuthority();
        }

        @Test
        @DisplayName("$ curl https://kubernetes:6443/healthz --resolve kubernetes:6443:127.0.0.1 -> curl: (60)")
        void without_the_authority_the_server_is_not_trusted() {
            TOOLS.need("curl");
            Outcome curl = shell.attempt("curl https://%s/healthz --resolve %s", address, mapping);

            assertThat(curl.exitCode()).as(curl.toString()).isEqualTo(60);
            assertThat(curl.err()).contains("curl: (60)");
        }

        @Test
        @DisplayName("$ curl ... --cacert ca.crt --cert flavono123.crt --key flavono123.key -> ok")
        void with_authority_certificate_and_key_it_answers() {
            TOOLS.need("curl");

            assertThat(curlAsUser("/healthz")).isEqualTo("ok");
            assertThat(curlAsUser("/api")).contains("APIVersions");
        }

        private String curlAsUser(String path) {
            return shell.run(
                    "curl https://%s%s --resolve %s --cacert %s --cert flavono123.crt --key flavono123.key",
                    address, path, mapping, authority);
        }

        @Test
        @DisplayName("$ kubectl auth whoami, without and with the authority")
        void the_server_knows_the_user(Cluster cluster) {
            Shell nobody = shell.export("KUBECONFIG", directory.resolve("none"));
            String kubectl = "kubectl --client-certificate=flavono123.crt --client-key=flavono123.key --server="
                    + cluster.server();

            assertThat(nobody.attempt(kubectl + " auth whoami").err()).contains("signed by unknown authority");
            assertThat(nobody.run(
                            kubectl + " --certificate-authority=%s auth whoami -o jsonpath={.status.userInfo}",
                            authority))
                    .contains("\"username\":\"flavono123\"", "\"groups\":[\"system:authenticated\"]");
        }
    }

    @Nested
    @Order(4)
    @DisplayName("Q1 - Q3")
    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    class Exercises {

        @Test
        @Order(1)
        @DisplayName("Q1. myuser.key를 만들고 CSR 파일을 만들어 보세요. (create a key and a CSR file)")
        void key_and_request() {
            generateKeyAndRequest("myuser");

            Outcome verification =
                    shell.attempt("openssl req -in myuser.csr -noout -verify -subject -nameopt " + NAMES);
            assertThat(verification.err()).contains("verify OK");
            assertThat(verification.output()).isEqualTo("subject=CN=myuser");
        }

        @Test
        @Order(2)
        @DisplayName("Q2. myuser CSR을 생성하고 승인해 보세요. (create the CSR object and approve it)")
        void created_and_approved() throws IOException {
            shell.cat(manifest("myuser")).run("kubectl apply -f -");
            assertThat(row("myuser")).endsWith("Pending");

            shell.run("kubectl certificate approve myuser");
            awaitIssued("myuser");
        }

        @Test
        @Order(3)
        @DisplayName("Q3. myuser 인증서를 추출해 발급자, 주체를 확인해 보세요. (extract it; who issued it to whom?)")
        void issuer_and_subject(@KubeAdmin CoreV1Api core) throws Exception {
            extract("myuser");
            String names = shell.run("openssl x509 -in myuser.crt -noout -issuer -subject -nameopt " + NAMES);
            System.out.println(names);

            String authority =
                    ClientAuthority.of(core).getSubjectX500Principal().getName();
            assertThat(names.lines()).containsExactly("issuer=" + authority, "subject=CN=myuser");
            assertThat(authority).isNotEqualTo("CN=myuser");
        }
    }
}
