// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.credential;

import dev.kubeuser.auth.internal.Pem;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.pkcs.Attribute;
import org.bouncycastle.asn1.pkcs.CertificationRequest;
import org.bouncycastle.asn1.pkcs.CertificationRequestInfo;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * A signed request for a certificate (RFC 2986), as {@code openssl req -new} writes it. Made of BouncyCastle's ASN.1
 * types and signed by the JDK: BouncyCastle's builders are in two more signed jars, which the JVM verifies before a
 * test begins.
 */
final class Pkcs10 {

    private final CertificationRequest request;

    private Pkcs10(CertificationRequest request) {
        this.request = request;
    }

    /** The subject is that of the template, encoded while the keys were generated. */
    static Pkcs10 sign(X500Name subject, CertificateTemplate template, KeyAlgorithm algorithm, KeyPair keys) {
        try {
            CertificationRequestInfo info = new CertificationRequestInfo(
                    subject, SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()), attributes(template));
            Signature signature = Signature.getInstance(algorithm.signature());
            signature.initSign(keys.getPrivate());
            signature.update(info.getEncoded(ASN1Encoding.DER));
            return new Pkcs10(
                    new CertificationRequest(info, signatureAlgorithm(algorithm), new DERBitString(signature.sign())));
        } catch (GeneralSecurityException | IOException failure) {
            throw new CredentialException("The certificate request for " + template + " could not be signed", failure);
        }
    }

    /**
     * RSA has a parameter, NULL; the others have none.
     *
     * <p>It is not in {@link KeyAlgorithm}, which annotations use. JUnit loads those to find tests; it would load
     * BouncyCastle too, before any cluster starts.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc4055#section-5">RFC 4055</a>, <a
     *     href="https://www.rfc-editor.org/rfc/rfc5758#section-3.2">RFC 5758</a>, <a
     *     href="https://www.rfc-editor.org/rfc/rfc8410#section-3">RFC 8410</a>
     */
    private static AlgorithmIdentifier signatureAlgorithm(KeyAlgorithm algorithm) {
        ASN1ObjectIdentifier identifier = new ASN1ObjectIdentifier(algorithm.signatureIdentifier());
        return switch (algorithm) {
            case RSA_2048 -> new AlgorithmIdentifier(identifier, DERNull.INSTANCE);
            case ECDSA_P256, ED25519 -> new AlgorithmIdentifier(identifier);
        };
    }

    private static ASN1Set attributes(CertificateTemplate template) throws IOException {
        if (template.alternativeNames().isEmpty()) {
            return new DERSet();
        }
        ExtensionsGenerator extensions = new ExtensionsGenerator();
        extensions.addExtension(Extension.subjectAlternativeName, false, template.subjectAlternativeNames());
        return new DERSet(
                new Attribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, new DERSet(extensions.generate())));
    }

    String pem() {
        try {
            return Pem.write("CERTIFICATE REQUEST", request.getEncoded(ASN1Encoding.DER));
        } catch (IOException impossible) {
            throw new IllegalStateException("a request just signed has an encoding", impossible);
        }
    }
}
