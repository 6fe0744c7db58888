package dev.kubeuser.credential;

import dev.kubeuser.credential.internal.Pem;
import java.io.IOException;
import java.security.KeyPair;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/** A signed request for a certificate (RFC 2986), as {@code openssl req -new} writes it. */
final class Pkcs10 {

    private final PKCS10CertificationRequest request;

    private Pkcs10(PKCS10CertificationRequest request) {
        this.request = request;
    }

    /** The subject is that of the template, encoded while the keys were generated. */
    static Pkcs10 sign(X500Name subject, CertificateTemplate template, KeyAlgorithm algorithm, KeyPair keys) {
        try {
            PKCS10CertificationRequestBuilder builder =
                    new JcaPKCS10CertificationRequestBuilder(subject, keys.getPublic());
            if (!template.alternativeNames().isEmpty()) {
                addAlternativeNames(builder, template);
            }
            return new Pkcs10(
                    builder.build(new JcaContentSignerBuilder(algorithm.signature()).build(keys.getPrivate())));
        } catch (OperatorCreationException | IOException failure) {
            throw new CredentialException("The certificate request for " + template + " could not be signed", failure);
        }
    }

    private static void addAlternativeNames(PKCS10CertificationRequestBuilder builder, CertificateTemplate template)
            throws IOException {
        ExtensionsGenerator extensions = new ExtensionsGenerator();
        extensions.addExtension(Extension.subjectAlternativeName, false, template.subjectAlternativeNames());
        builder.addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate());
    }

    String pem() {
        try {
            return Pem.write("CERTIFICATE REQUEST", request.getEncoded());
        } catch (IOException impossible) {
            throw new IllegalStateException("a request just signed has an encoding", impossible);
        }
    }
}
