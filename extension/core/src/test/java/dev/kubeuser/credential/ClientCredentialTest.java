// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringWriter;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ClientCredentialTest {

    private static final KeyAlgorithm KEY = KeyAlgorithm.ECDSA_P256;

    @Test
    void subject_is_read_as_kubernetes_reads_it() throws Exception {
        X500NameBuilder name = new X500NameBuilder();
        name.addMultiValuedRDN(
                new org.bouncycastle.asn1.ASN1ObjectIdentifier[] {BCStyle.O, BCStyle.O}, new String[] {"a,b", "c"});
        name.addRDN(BCStyle.CN, "alice");
        ClientCredential credential = credential(name.build(), KEY);
        assertThat(credential.userName()).isEqualTo("alice");
        assertThat(credential.groups()).containsExactlyInAnyOrder("a,b", "c");
        assertThat(credential.distinguishedName()).isEqualTo("O=c + O=a\\,b, CN=alice");
    }

    @Test
    void certificate_of_another_key_is_refused() throws Exception {
        X509Certificate certificate = credential(new X500Name("CN=alice"), KEY).certificate();
        assertThatThrownBy(() -> new ClientCredential(KEY.generate(), certificate))
                .isInstanceOf(CredentialException.class)
                .hasMessageContaining("The certificate of CN=alice belongs to another key pair");
    }

    @ParameterizedTest
    @EnumSource(KeyAlgorithm.class)
    void pem_comes_back_as_it_was(KeyAlgorithm key) throws Exception {
        ClientCredential credential = credential(new X500Name("CN=alice"), key);
        ClientCredential read = ClientCredential.parse(credential.certificatePem(), credential.privateKeyPem());
        assertThat(read.certificate()).isEqualTo(credential.certificate());
        assertThat(secret(read)).isEqualTo(secret(credential));
        boolean sec1 = key.name().startsWith("ECDSA");
        assertThat(credential.privateKeyPem())
                .startsWith(sec1 ? "-----BEGIN EC PRIVATE KEY-----" : "-----BEGIN PRIVATE KEY-----");
    }

    /** k3s and openssl write keys in these forms. */
    @ParameterizedTest
    @EnumSource(
            value = KeyAlgorithm.class,
            names = {"RSA_2048", "ECDSA_P256"})
    void older_forms_of_keys_are_read(KeyAlgorithm key) throws Exception {
        ClientCredential credential = credential(new X500Name("CN=alice"), key);
        StringWriter pem = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(pem)) {
            writer.writeObject(credential.keyPair().getPrivate());
        }
        assertThat(pem.toString()).containsPattern("BEGIN (RSA|EC) PRIVATE KEY");
        ClientCredential read = ClientCredential.parse(credential.certificatePem(), pem.toString());
        assertThat(read.keyPair().getPrivate()).isEqualTo(credential.keyPair().getPrivate());
    }

    @Test
    void errors_and_text_have_no_key_in_them() throws Exception {
        ClientCredential credential = credential(new X500Name("CN=alice"), KEY);
        assertThat(credential.toString()).startsWith("client certificate of CN=alice, valid until ");
        String key = credential.privateKeyPem();
        String secret = key.lines().skip(1).findFirst().orElseThrow();
        assertThatThrownBy(() -> ClientCredential.parse(key, key))
                .isInstanceOf(CredentialException.class)
                .satisfies(failure -> assertThat(failure).message().doesNotContain(secret));
        assertThatThrownBy(() -> ClientCredential.parse(credential.certificatePem(), key.replace("PRIVATE", "SECRET")))
                .isInstanceOf(CredentialException.class)
                .satisfies(failure -> assertThat(failure).message().doesNotContain(secret));
    }

    /** Keys for elliptic curves are equal if they are encoded alike, with or without the public key. */
    private static Object secret(ClientCredential credential) {
        PrivateKey key = credential.keyPair().getPrivate();
        return key instanceof ECPrivateKey curve ? curve.getS() : key;
    }

    private static ClientCredential credential(X500Name name, KeyAlgorithm algorithm) throws Exception {
        KeyPair keys = algorithm.generate();
        Instant now = Instant.now();
        var certificate = new JcaX509v3CertificateBuilder(
                        name, BigInteger.ONE, Date.from(now), Date.from(now.plusSeconds(60)), name, keys.getPublic())
                .build(new JcaContentSignerBuilder(algorithm.signature()).build(keys.getPrivate()));
        return new ClientCredential(keys, new JcaX509CertificateConverter().getCertificate(certificate));
    }
}
