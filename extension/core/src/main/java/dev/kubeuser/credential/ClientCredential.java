package dev.kubeuser.credential;

import dev.kubeuser.tls.internal.Pem;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.Set;
import org.apiguardian.api.API;

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
    public static ClientCredential read(String certificatePem, String privateKeyPem) {
        try {
            X509Certificate certificate = Pem.readCertificate(certificatePem);
            PublicKey key = certificate.getPublicKey();
            return new ClientCredential(new KeyPair(key, Pem.readPrivateKey(privateKeyPem, key)), certificate);
        } catch (GeneralSecurityException | IOException malformed) {
            throw new CredentialException(
                    "A client certificate and its key could not be read as PEM: " + malformed.getMessage(), malformed);
        }
    }

    /**
     * {@return the user name: the certificate's CN}
     */
    public String userName() {
        return subject.commonName();
    }

    /**
     * {@return the groups: each O of the certificate, in no particular order; the API server adds {@code system:authenticated}}
     */
    public Set<String> groups() {
        return subject.organizations();
    }

    /**
     * {@return the certificate}
     */
    public X509Certificate certificate() {
        return certificate;
    }

    /**
     * {@return the key pair}
     */
    public KeyPair keyPair() {
        return keyPair;
    }

    /**
     * {@return the subject as {@code openssl x509 -noout -subject} shows it, for example
     * {@code O=developers, CN=alice}; a backslash escapes special characters}
     */
    public String distinguishedName() {
        return subject.openssl();
    }

    /**
     * {@return the issuer as {@code openssl x509 -noout -issuer} shows it}
     */
    public String issuer() {
        return new DistinguishedName(certificate.getIssuerX500Principal()).openssl();
    }

    /**
     * {@return the certificate as PEM}
     */
    public String certificatePem() {
        return Pem.write(certificate);
    }

    /**
     * {@return the private key as PEM, unencrypted: keep it out of logs and reports. It has the form that the most clients
     * of Kubernetes read: SEC1 for ECDSA, PKCS#8 for RSA and Ed25519}
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
}
