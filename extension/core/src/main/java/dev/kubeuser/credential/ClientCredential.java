// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.credential;

import dev.kubeuser.auth.internal.Pem;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.apiguardian.api.API;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;

/**
 * A client certificate and its private key: what a client presents to the API server. Immutable and thread-safe.
 *
 * <p>Only {@link #privateKeyPem()} and {@link #keyPair()} reveal the private key; {@link #toString()} does not.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class ClientCredential {

    private final KeyPair keyPair;
    private final X509Certificate certificate;
    private final DistinguishedName subject;

    /**
     * Joins a key pair and its certificate.
     *
     * @param keyPair the key pair
     * @param certificate a certificate of its public key
     * @throws CredentialException if the certificate belongs to another key
     */
    public ClientCredential(KeyPair keyPair, X509Certificate certificate) {
        this(keyPair, certificate, new DistinguishedName(certificate.getSubjectX500Principal()));
        if (!certificate.getPublicKey().equals(keyPair.getPublic())) {
            throw new CredentialException("The certificate of " + certificate.getSubjectX500Principal()
                    + " belongs to another key pair: join it with the one it was requested with");
        }
    }

    private ClientCredential(KeyPair keyPair, X509Certificate certificate, DistinguishedName subject) {
        this.keyPair = keyPair;
        this.certificate = certificate;
        this.subject = subject;
    }

    /** Pairs a certificate with another key, as a thief who stole only the certificate would. */
    static ClientCredential mismatched(KeyPair keyPair, X509Certificate certificate) {
        return new ClientCredential(keyPair, certificate, new DistinguishedName(certificate.getSubjectX500Principal()));
    }

    /**
     * Reads a credential that no CertificateFlow issued, such as an administrator's.
     *
     * @param certificatePem the certificate as PEM
     * @param privateKeyPem its private key as PEM: PKCS#8, PKCS#1 or SEC1, not encrypted
     * @return the credential
     * @throws CredentialException if either cannot be read
     */
    public static ClientCredential parse(String certificatePem, String privateKeyPem) {
        try {
            X509Certificate certificate = Pem.readCertificate(certificatePem);
            PublicKey key = certificate.getPublicKey();
            return new ClientCredential(new KeyPair(key, Pem.readPrivateKey(privateKeyPem, key)), certificate);
        } catch (GeneralSecurityException | IOException malformed) {
            throw new CredentialException(
                    "A client certificate and its key could not be read as PEM: " + malformed.getMessage(), malformed);
        }
    }

    /** {@return the user name: the certificate's CN} */
    public String userName() {
        return subject.commonName();
    }

    /**
     * {@return the groups: each O of the certificate, in no particular order; the API server adds
     * {@code system:authenticated}}
     */
    public Set<String> groups() {
        return subject.organizations();
    }

    /** {@return the certificate} */
    public X509Certificate certificate() {
        return certificate;
    }

    /** {@return the key pair} */
    public KeyPair keyPair() {
        return keyPair;
    }

    /**
     * {@return the subject as {@code openssl x509 -noout -subject} shows it, for example {@code O=developers,
     * CN=alice}; a backslash escapes special characters}
     */
    public String distinguishedName() {
        return subject.openssl();
    }

    /** {@return the issuer as {@code openssl x509 -noout -issuer} shows it} */
    public String issuer() {
        return new DistinguishedName(certificate.getIssuerX500Principal()).openssl();
    }

    /** {@return the certificate as PEM} */
    public String certificatePem() {
        return Pem.write(certificate);
    }

    /**
     * {@return the private key as PEM, unencrypted: keep it out of logs and reports. It has the form that the most
     * clients of Kubernetes read: SEC1 for ECDSA, PKCS#8 for RSA and Ed25519}
     */
    public String privateKeyPem() {
        return Pem.writePrivateKey(keyPair);
    }

    /** Shows the subject and the expiry, never the key. */
    @Override
    public String toString() {
        return "client certificate of " + distinguishedName() + ", valid until "
                + certificate.getNotAfter().toInstant();
    }

    /**
     * Reads a distinguished name as Kubernetes does: CN is the user, each O a group, in any order or nesting. Never
     * splits the text form, because groups may contain commas.
     */
    private record DistinguishedName(X500Name name) {

        DistinguishedName(X500Principal principal) {
            this(X500Name.getInstance(principal.getEncoded()));
        }

        /** The last CN, as Go's crypto/x509 picks it; empty without one. */
        String commonName() {
            return values(BCStyle.CN).reduce("", (earlier, later) -> later);
        }

        Set<String> organizations() {
            return values(BCStyle.O).collect(Collectors.toCollection(LinkedHashSet::new));
        }

        private Stream<String> values(ASN1ObjectIdentifier type) {
            return Arrays.stream(name.getRDNs())
                    .flatMap(rdn -> Arrays.stream(rdn.getTypesAndValues()))
                    .filter(attribute -> attribute.getType().equals(type))
                    .map(DistinguishedName::text);
        }

        private static String text(AttributeTypeAndValue attribute) {
            return attribute.getValue() instanceof ASN1String string
                    ? string.getString()
                    : attribute.getValue().toString();
        }

        /**
         * The name as {@code openssl x509 -noout -subject} shows it since OpenSSL 3.2: {@code O=developers, CN=alice}.
         */
        String openssl() {
            return Arrays.stream(name.getRDNs()).map(DistinguishedName::openssl).collect(Collectors.joining(", "));
        }

        private static String openssl(RDN rdn) {
            return Arrays.stream(rdn.getTypesAndValues())
                    .map(DistinguishedName::openssl)
                    .collect(Collectors.joining(" + "));
        }

        private static String openssl(AttributeTypeAndValue attribute) {
            return BCStyle.INSTANCE.oidToDisplayName(attribute.getType()) + "="
                    + IETFUtils.valueToString(attribute.getValue());
        }
    }
}
