// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.auth.internal;

import dev.kubeuser.base.internal.PrivateFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.SSLContext;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;

/**
 * A certificate for a server of this process, signed by an authority whose key is thrown away.
 *
 * @param authorityPem the authority as PEM, for those who verify the certificate
 * @param certificate the certificate with its key
 */
public record ServingCertificate(String authorityPem, HeldCertificate certificate) {

    public static final String CERTIFICATE = "tls.crt";
    public static final String KEY = "tls.key";

    private static final String AUTHORITY = "ca.crt";
    private static final Duration LIFETIME = Duration.ofDays(365);
    private static final Duration BACKDATING = Duration.ofMinutes(5);

    /** Issues a certificate for an address of this machine. */
    public static ServingCertificate issue(InetAddress host) {
        HeldCertificate authority =
                valid().commonName("kubeuser tests").certificateAuthority(0).build();
        HeldCertificate serving = valid().commonName(host.getHostAddress())
                .addSubjectAlternativeName(host.getHostAddress())
                .addSubjectAlternativeName("localhost")
                .signedBy(authority)
                .build();
        return new ServingCertificate(authority.certificatePem(), serving);
    }

    private static HeldCertificate.Builder valid() {
        Instant begin = Instant.now().minus(BACKDATING);
        return new HeldCertificate.Builder()
                .validityInterval(begin.toEpochMilli(), begin.plus(LIFETIME).toEpochMilli());
    }

    /** Writes certificate, key and authority into a new directory below another, whose name begins with the prefix. */
    public Path write(Path parent, String prefix) throws IOException {
        Path directory = PrivateFiles.createDirectory(parent, prefix);
        PrivateFiles.write(directory.resolve(CERTIFICATE), certificate.certificatePem());
        PrivateFiles.write(directory.resolve(KEY), certificate.privateKeyPkcs8Pem());
        PrivateFiles.write(directory.resolve(AUTHORITY), authorityPem);
        return directory;
    }

    /** A context for a server with this certificate. */
    public SSLContext sslContext() {
        return new HandshakeCertificates.Builder()
                .heldCertificate(certificate)
                .build()
                .sslContext();
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "certificate of " + certificate.certificate().getSubjectX500Principal();
    }
}
