// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.credential;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.security.KeyPair;
import java.util.stream.Stream;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests for certificates, beside those of BouncyCastle's own builder. */
class Pkcs10Test {

    private static final CertificateTemplate PLAIN =
            CertificateTemplate.of(UserSpec.named("ålice").withGroups("developers", "#ops"));

    static Stream<CertificateTemplate> templates() {
        return Stream.of(
                PLAIN,
                PLAIN.withOrganizationalUnits("unit").withAlternativeNames("DNS:ci.example.com", "IP:10.0.0.1"),
                PLAIN.withCommonName("").withOrganizations());
    }

    /** RSA by this padding signs the same to the same bytes. */
    @ParameterizedTest
    @MethodSource("templates")
    void request_is_that_of_the_builder_to_the_byte(CertificateTemplate template) throws Exception {
        KeyPair keys = KeyAlgorithm.RSA_2048.generate();
        assertThat(request(template, KeyAlgorithm.RSA_2048, keys).getEncoded())
                .isEqualTo(byBuilder(template, KeyAlgorithm.RSA_2048, keys).getEncoded());
    }

    @ParameterizedTest
    @EnumSource
    void each_kind_of_key_signs_what_the_builder_has_it_sign(KeyAlgorithm algorithm) throws Exception {
        KeyPair keys = algorithm.generate();
        PKCS10CertificationRequest request = request(PLAIN, algorithm, keys);
        PKCS10CertificationRequest expected = byBuilder(PLAIN, algorithm, keys);

        assertThat(request.toASN1Structure().getCertificationRequestInfo().getEncoded())
                .isEqualTo(
                        expected.toASN1Structure().getCertificationRequestInfo().getEncoded());
        assertThat(request.getSignatureAlgorithm()).isEqualTo(expected.getSignatureAlgorithm());
        assertThat(request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(keys.getPublic())))
                .isTrue();
    }

    private static PKCS10CertificationRequest request(
            CertificateTemplate template, KeyAlgorithm algorithm, KeyPair keys) throws Exception {
        String pem = template.request(template.subject(), algorithm, keys);
        return (PKCS10CertificationRequest) new PEMParser(new StringReader(pem)).readObject();
    }

    private static PKCS10CertificationRequest byBuilder(
            CertificateTemplate template, KeyAlgorithm algorithm, KeyPair keys) throws Exception {
        PKCS10CertificationRequestBuilder builder =
                new JcaPKCS10CertificationRequestBuilder(template.subject(), keys.getPublic());
        if (!template.alternativeNames().isEmpty()) {
            ExtensionsGenerator extensions = new ExtensionsGenerator();
            extensions.addExtension(Extension.subjectAlternativeName, false, template.subjectAlternativeNames());
            builder.addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate());
        }
        return builder.build(new JcaContentSignerBuilder(algorithm.signature()).build(keys.getPrivate()));
    }
}
