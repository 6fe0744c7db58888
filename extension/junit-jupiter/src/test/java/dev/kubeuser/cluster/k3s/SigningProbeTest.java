package dev.kubeuser.cluster.k3s;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.cluster.embedded.HandStartedControlPlane;
import dev.kubeuser.cluster.internal.ApiRequests;
import dev.kubeuser.kinds.RunsOnce;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CertificatesV1Api;
import io.kubernetes.client.openapi.models.V1CertificateSigningRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether a cluster signs, asked of real ones: one that does, and one whose signer comes late. */
@RunsOnce
class SigningProbeTest {

    private static List<V1CertificateSigningRequest> requests(HandStartedControlPlane cluster) throws ApiException {
        return new CertificatesV1Api(cluster.admin())
                .listCertificateSigningRequest()
                .execute()
                .getItems();
    }

    @Test
    void late_signer_is_awaited_and_nothing_is_left(@TempDir Path directory) throws IOException, ApiException {
        try (HandStartedControlPlane cluster =
                HandStartedControlPlane.start(directory, "--sign-client-certificates=false")) {
            SigningProbe probe = new SigningProbe(ApiRequests.of(cluster.admin()));
            assertThat(probe.isSigned()).isFalse();
            assertThat(probe.isSigned()).isFalse();
            V1CertificateSigningRequest request =
                    requests(cluster).stream().findFirst().orElseThrow();
            assertThat(request.getStatus().getConditions())
                    .singleElement()
                    .satisfies(condition -> assertThat(condition.getType()).isEqualTo("Approved"));
            sign(cluster, request);
            assertThat(probe.isSigned()).isTrue();
            probe.remove();
            assertThat(requests(cluster)).isEmpty();
        }
    }

    /** With any certificate, as only its presence counts. */
    private static void sign(HandStartedControlPlane cluster, V1CertificateSigningRequest request)
            throws ApiException, IOException {
        request.getStatus()
                .setCertificate(Files.readString(cluster.kubeconfig().resolveSibling("pki/client-ca.crt"))
                        .getBytes(StandardCharsets.US_ASCII));
        new CertificatesV1Api(cluster.admin())
                .replaceCertificateSigningRequestStatus(request.getMetadata().getName(), request)
                .execute();
    }

    @Test
    void cluster_that_signs_does_so_for_the_probe(@TempDir Path directory) throws Exception {
        try (HandStartedControlPlane cluster = HandStartedControlPlane.start(directory)) {
            SigningProbe probe = new SigningProbe(ApiRequests.of(cluster.admin()));
            Awaitility.await().until(probe::isSigned);
            probe.remove();
            assertThat(requests(cluster)).isEmpty();
        }
    }

    /** A server may have that API switched off, and is ready without. */
    @Test
    void server_without_the_api_is_not_asked_again(@TempDir Path directory) throws IOException, ApiException {
        try (HandStartedControlPlane cluster = HandStartedControlPlane.start(directory)) {
            ApiRequests elsewhere = new ApiRequests(
                    cluster.admin().getHttpClient(),
                    ApiRequests.of(cluster.admin()).url("none"));
            assertThat(new SigningProbe(elsewhere).isSigned()).isTrue();
        }
    }
}
