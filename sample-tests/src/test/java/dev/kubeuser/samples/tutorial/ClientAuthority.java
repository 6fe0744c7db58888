// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.tutorial;

import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Objects;

/**
 * The authority whose client certificates a cluster trusts. Its name differs from one kind of cluster to the next, so
 * it is asked for: each API server publishes the one that it verifies clients with.
 */
final class ClientAuthority {

    /** The extended key usage of those who connect (RFC 5280, id-kp-clientAuth). */
    static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

    private ClientAuthority() {}

    static X509Certificate of(CoreV1Api admin) throws ApiException, CertificateException {
        String pem = admin.readNamespacedConfigMap("extension-apiserver-authentication", "kube-system")
                .execute()
                .getData()
                .get("client-ca-file");
        Objects.requireNonNull(pem, "the API server verifies no client certificates");
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    }
}
