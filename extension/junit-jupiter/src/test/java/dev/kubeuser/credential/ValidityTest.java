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
import org.jspecify.annotations.Nullable;
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

    /**
     * Kubernetes' own signer backdates what is short at its beginning, and from eight hours on at its end as well. That
     * of Kubernetes 1.21 shortens what it backdates.
     */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        600 | -300 | 600 |
        600 | 0 | 600 |
        3600 | -300 | 3600 |
        28800 | -300 | 28500 |
        28800 | 0 | 28800 |
        600 | 0 | 300 | is valid for 3; The signer silently caps lifetimes
        1260 | -300 | 600 | is valid for 6; The signer silently caps lifetimes
        3600 | -300 | 3200 | is valid for 3; The signer silently caps lifetimes
        3780 | -300 | 3600 | is valid for 3; The signer silently caps lifetimes
        28800 | -300 | 28200 | is valid for 2; The signer silently caps lifetimes
        600 | -300 | 300 | The signer takes the minutes by which it backdates a certificate off its lifetime; request five minutes less
        3600 | -300 | 3300 | The signer takes the minutes by which it backdates a certificate off its lifetime; request five minutes less
        600 | -300 | 1000 | The signer ignores expirationSeconds
        28800 | 0 | 86400 | The signer ignores expirationSeconds
        """)
    void a_certificate_is_valid_as_long_as_asked_for_or_refused(
            long asked, long begin, long end, @Nullable String words, Cluster cluster) throws Exception {
        try (CertificateFlow flow = signed(cluster, asked, begin, end)) {
            if (words == null) {
                assertThat(flow.extract().userName()).isEqualTo("valid");
            } else {
                assertThatThrownBy(flow::extract)
                        .isInstanceOf(CredentialException.class)
                        .hasMessageContaining("but " + asked + " s were requested")
                        .hasMessageContainingAll(words.split("; ", -1));
            }
        }
    }
}
