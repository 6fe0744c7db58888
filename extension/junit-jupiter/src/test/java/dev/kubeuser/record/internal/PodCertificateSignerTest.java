// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.record.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.credential.KeyAlgorithm;
import dev.kubeuser.credential.UserSpec;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.run.KubeSession;
import dev.kubeuser.testkit.Kubectl;
import dev.kubeuser.testkit.Patch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowingConsumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Who writes the status of a PodCertificateRequest signs for its signer, as {@code StatusStrategy} of Kubernetes asks.
 */
@RunsOnce
class PodCertificateSignerTest {

    private static final String POLICY = "src/test/resources/proof/pod-certificates.yaml";
    private static final String REQUESTS =
            "/apis/certificates.k8s.io/v1/namespaces/pod-certificates/" + "podcertificaterequests";
    private static final String FAILED = """
            {"status": {"conditions": [{"type": "Failed", "status": "True", "reason": "Test", "message": "in a test",
              "lastTransitionTime": "2026-01-01T00:00:00Z"}]}}""";

    @TempDir
    private Path directory;

    private KubeSession start(Path report) {
        return KubeSession.builder()
                .cluster(ClusterKind.EMBEDDED)
                .report(report)
                .start();
    }

    @BeforeEach
    void requireRequests() {
        try (KubeSession session =
                KubeSession.builder().cluster(ClusterKind.EMBEDDED).start()) {
            assumeTrue(
                    session.admin()
                            .get("/apis/certificates.k8s.io/v1")
                            .body()
                            .contains("podcertificaterequests/status"),
                    () -> "not run: Kubernetes " + session.cluster().version()
                            + " does not serve PodCertificateRequests");
        }
    }

    /** As a kubelet asks for a certificate for a pod. */
    private static void ask(KubeSession session) {
        byte[] pem = session.user(UserSpec.named("kubelet").withKey(KeyAlgorithm.ECDSA_P256))
                .certificateSigningRequest()
                .orElseThrow()
                .getSpec()
                .getRequest();
        String request = new String(pem, StandardCharsets.US_ASCII).replaceAll("-----[^-]+-----|\\s", "");
        KubeResponse answer = session.admin().request("POST", REQUESTS, """
                {"apiVersion": "certificates.k8s.io/v1", "kind": "PodCertificateRequest", "metadata": {"name": "web"},
                 "spec": {"signerName": "example.com/one", "podName": "web", "podUID": "1", "serviceAccountName": "web",
                   "serviceAccountUID": "2", "nodeName": "node", "nodeUID": "3", "maxExpirationSeconds": 86400,
                   "stubPKCS10Request": "%s"}}""".formatted(request));
        assertThat(answer.code()).as(answer.body()).isEqualTo(201);
    }

    /** Who fails the request by it needs to sign, and no more than the least privilege. */
    private void needsSign(ThrowingConsumer<KubeAccess> failing) throws IOException {
        try (KubeSession session = start(directory.resolve("report"))) {
            session.apply(POLICY);
            ask(session);
            KubeAccess signer = session.user("signer");
            session.test("fails", () -> failing.accept(signer));
        }
        Path least = directory.resolve("report").resolve("least-privilege.yaml");
        assertThat(Files.readString(least)).contains("- sign\n", "example.com/*", "podcertificaterequests/status");
        try (KubeSession session = start(directory.resolve("again"))) {
            session.admin().request("POST", "/api/v1/namespaces", "{\"metadata\": {\"name\": \"pod-certificates\"}}");
            session.apply(least.toString());
            ask(session);
            fail(session.user("signer"));
        }
    }

    private static void fail(KubeAccess signer) {
        KubeResponse answer = Patch.merge(signer, REQUESTS + "/web/status", FAILED);
        assertThat(answer.code()).as(answer.body()).isEqualTo(200);
    }

    @Test
    void writing_the_status_needs_sign() throws IOException {
        needsSign(PodCertificateSignerTest::fail);
    }

    @Test
    void so_it_does_by_kubectl() throws IOException {
        needsSign(signer -> new Kubectl(signer.kubeconfig().file())
                .run(
                        "patch",
                        "podcertificaterequest",
                        "web",
                        "--namespace=pod-certificates",
                        "--subresource=status",
                        "--type=merge",
                        "--patch=" + FAILED));
    }
}
