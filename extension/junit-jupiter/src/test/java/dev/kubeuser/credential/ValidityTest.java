// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kubeuser.KubeCluster;
import dev.kubeuser.auth.internal.Pem;
import dev.kubeuser.cluster.Cluster;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Certificates by a signer of the test's own, which gives other lifetimes than were asked for. */
@KubeCluster
class ValidityTest {

    private static final KeyPair AUTHORITY = KeyAlgorithm.ECDSA_P256.generate();

    private static CertificateFlow signed(Cluster cluster, long asked, long begin, long end) throws Exception {
        UserSpec user =
                UserSpec.named("valid").withKey(KeyAlgorithm.ECDSA_P256).withExpiration(Duration.ofSeconds(asked));
        CertificateFlow flow = new CertificateFlow(cluster, user, Duration.ofSeconds(30));
        flow.generate();
        flow.submit(request -> request.getSpec().setSignerName("example.com/validity"));
        flow.approve();
        flow.sign(certificate(flow.keyPair(), begin, end));
        flow.await();
        return flow;
    }

    private static String certificate(KeyPair keys, long begin, long end) throws Exception {
        Instant now = Instant.now();
        var certificate = new JcaX509v3CertificateBuilder(
                        new X500Name("CN=the test"),
                        BigInteger.ONE,
                        Date.from(now.plusSeconds(begin)),
                        Date.from(now.plusSeconds(end)),
                        new X500Name("CN=valid"),
                        keys.getPublic())
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(AUTHORITY.getPrivate()));
        X509Certificate read = new JcaX509CertificateConverter().getCertificate(certificate);
        return Pem.write(read);
    }

    /** Kubernetes' own signer backdates what is short at its beginning, and from eight hours on at its end as well. */
    @ParameterizedTest
    @CsvSource({"600, -300, 600", "600, 0, 600", "3600, -300, 3600", "28800, -300, 28500", "28800, 0, 28800"})
    void as_asked_for(long asked, long begin, long end, Cluster cluster) throws Exception {
        try (CertificateFlow flow = signed(cluster, asked, begin, end)) {
            assertThat(flow.extract().userName()).isEqualTo("valid");
        }
    }

    @ParameterizedTest
    @CsvSource({"600, 0, 300", "1260, -300, 600", "3600, -300, 3200", "28800, -300, 28200"})
    void shortened(long asked, long begin, long end, Cluster cluster) throws Exception {
        try (CertificateFlow flow = signed(cluster, asked, begin, end)) {
            assertThatThrownBy(flow::extract)
                    .isInstanceOf(CredentialException.class)
                    .hasMessageContainingAll(
                            "is valid for " + String.valueOf(end).charAt(0),
                            "but " + asked + " s were requested",
                            "The signer silently caps lifetimes");
        }
    }

    /** As Kubernetes 1.21 does. */
    @ParameterizedTest
    @CsvSource({"600, -300, 300", "3600, -300, 3300"})
    void shortened_by_what_it_is_backdated(long asked, long begin, long end, Cluster cluster) throws Exception {
        try (CertificateFlow flow = signed(cluster, asked, begin, end)) {
            assertThatThrownBy(flow::extract)
                    .isInstanceOf(CredentialException.class)
                    .hasMessageContainingAll(
                            "but " + asked + " s were requested",
                            "The signer takes the minutes by which it backdates a certificate off its lifetime",
                            "request five minutes less");
        }
    }

    @ParameterizedTest
    @CsvSource({"600, -300, 1000", "28800, 0, 86400"})
    void lengthened(long asked, long begin, long end, Cluster cluster) throws Exception {
        try (CertificateFlow flow = signed(cluster, asked, begin, end)) {
            assertThatThrownBy(flow::extract)
                    .isInstanceOf(CredentialException.class)
                    .hasMessageContainingAll(
                            "but " + asked + " s were requested", "The signer ignores expirationSeconds");
        }
    }
}
