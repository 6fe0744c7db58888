// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.credential;

import dev.kubeuser.auth.internal.Pem;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.internal.ClusterKeys;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.ThreadLocalRandom;
import javax.security.auth.x500.X500Principal;
import org.apiguardian.api.API;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Forges client certificates, so tests can see the API server refuse them: signed by an unknown authority, expired, for
 * servers, or with another key. Immutable and thread-safe; each method returns a new forgery.
 *
 * <pre>{@code
 * ClientCredential expired = ForgedCertificate.of(user).signedBy(cluster).expired().sign();
 * }</pre>
 *
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/authentication/#x509-client-certificates">X.509
 *     client certificates</a>
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class ForgedCertificate {

    private static final Duration HOUR = Duration.ofHours(1);

    /** As Kubernetes' signer does, to tolerate slow clocks. */
    private static final Duration BACKDATING = Duration.ofMinutes(5);

    private final UserSpec user;
    private final CertificateTemplate template;
    private final Issuer issuer;
    private final Instant notBefore;
    private final Instant notAfter;
    private final KeyPurposeId purpose;
    private final boolean otherKey;

    private ForgedCertificate(
            UserSpec user,
            CertificateTemplate template,
            Issuer issuer,
            Instant notBefore,
            Instant notAfter,
            KeyPurposeId purpose,
            boolean otherKey) {
        this.user = user;
        this.template = template;
        this.issuer = issuer;
        this.notBefore = notBefore;
        this.notAfter = notAfter;
        this.purpose = purpose;
        this.otherKey = otherKey;
    }

    /**
     * Begins with a certificate whose only fault is its issuer, an authority that no cluster trusts. It is valid for
     * the user's {@link UserSpec#expiration()}.
     *
     * @param user whose certificate to forge
     * @return the forgery
     */
    public static ForgedCertificate of(UserSpec user) {
        KeyPair unknown = KeyAlgorithm.ECDSA_P256.generate();
        return new ForgedCertificate(
                user,
                CertificateTemplate.of(user),
                new Issuer(new X500Name("CN=unknown authority"), unknown.getPrivate()),
                Instant.now().minus(BACKDATING),
                Instant.now().plus(user.expiration()),
                KeyPurposeId.id_kp_clientAuth,
                false);
    }

    /**
     * Signs with the cluster's own authority, so that any fault lies elsewhere.
     *
     * @param cluster of kind {@code EMBEDDED}, the only kind whose keys are available
     * @return a new forgery
     * @throws ClusterException if the cluster's keys are not available
     */
    public ForgedCertificate signedBy(Cluster cluster) {
        return new ForgedCertificate(
                user, template, Issuer.of(ClusterKeys.of(cluster)), notBefore, notAfter, purpose, otherKey);
    }

    /**
     * Gives the certificate another subject, such as an empty common name.
     *
     * @param other its subject and alternative names
     * @return a new forgery
     */
    public ForgedCertificate with(CertificateTemplate other) {
        return new ForgedCertificate(user, other, issuer, notBefore, notAfter, purpose, otherKey);
    }

    /**
     * Makes the certificate valid for an hour that ended an hour ago.
     *
     * @return a new forgery
     */
    public ForgedCertificate expired() {
        Instant end = Instant.now().minus(HOUR);
        return new ForgedCertificate(user, template, issuer, end.minus(HOUR), end, purpose, otherKey);
    }

    /**
     * Makes the certificate valid for an hour that begins in an hour.
     *
     * @return a new forgery
     */
    public ForgedCertificate notYetValid() {
        Instant begin = Instant.now().plus(HOUR);
        return new ForgedCertificate(user, template, issuer, begin, begin.plus(HOUR), purpose, otherKey);
    }

    /**
     * Makes it a server certificate, without the usage {@code client auth}.
     *
     * @return a new forgery
     */
    public ForgedCertificate withoutClientAuth() {
        return new ForgedCertificate(
                user, template, issuer, notBefore, notAfter, KeyPurposeId.id_kp_serverAuth, otherKey);
    }

    /**
     * Pairs the certificate with another private key, as a thief who stole only the certificate would. The TLS
     * handshake fails before any answer.
     *
     * @return a new forgery
     */
    public ForgedCertificate withAnotherKey() {
        return new ForgedCertificate(user, template, issuer, notBefore, notAfter, purpose, true);
    }

    /**
     * Signs a certificate for a new key.
     *
     * @return the certificate with its key
     * @throws CredentialException if it cannot be signed
     */
    public ClientCredential sign() {
        return sign(user.key().generate());
    }

    /**
     * Signs a certificate for an existing key, as a signer does:
     * {@code flow.sign(forgery.sign(flow.keyPair()).certificatePem())}.
     *
     * @param keys the key pair
     * @return the certificate with its key
     * @throws CredentialException if it cannot be signed
     */
    public ClientCredential sign(KeyPair keys) {
        try {
            X509Certificate certificate = certificate(keys);
            return otherKey
                    ? ClientCredential.mismatched(
                            new KeyPair(keys.getPublic(), user.key().generate().getPrivate()), certificate)
                    : new ClientCredential(keys, certificate);
        } catch (GeneralSecurityException | IOException | OperatorCreationException failure) {
            throw new CredentialException(
                    "A certificate of \"" + user.name() + "\" could not be forged: " + failure.getMessage(), failure);
        }
    }

    private X509Certificate certificate(KeyPair keys)
            throws GeneralSecurityException, IOException, OperatorCreationException {
        X500Principal subject = new X500Principal(template.subject().getEncoded());
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                new X500Principal(issuer.name().getEncoded()),
                BigInteger.valueOf(ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE)),
                Date.from(notBefore),
                Date.from(notAfter),
                subject,
                keys.getPublic());
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
        if (!template.alternativeNames().isEmpty()) {
            builder.addExtension(Extension.subjectAlternativeName, false, template.subjectAlternativeNames());
        }
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder(issuer.signature()).build(issuer.key())));
    }

    private record Issuer(X500Name name, PrivateKey key) {

        static Issuer of(ClusterKeys keys) {
            try {
                X509Certificate authority = Pem.readCertificate(keys.clientAuthority());
                PrivateKey key = Pem.readPrivateKey(keys.clientAuthorityKey(), authority.getPublicKey());
                return new Issuer(
                        X500Name.getInstance(authority.getSubjectX500Principal().getEncoded()), key);
            } catch (GeneralSecurityException | IOException malformed) {
                throw new CredentialException(
                        "The cluster's client authority could not be read: " + malformed.getMessage(), malformed);
            }
        }

        String signature() {
            return key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
        }

        /** Names the authority, never its key. */
        @Override
        public String toString() {
            return name.toString();
        }
    }
}
