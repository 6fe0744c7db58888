package dev.kubeuser.credential;

import dev.kubeuser.credential.internal.Pem;
import java.io.IOException;
import java.security.KeyPair;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/** A signed request for a certificate (RFC 2986), as {@code openssl req -new} writes it. */
final class Pkcs10 {

    private final PKCS10CertificationRequest request;

    private Pkcs10(PKCS10CertificationRequest request) {
        this.request = request;
    }

    static Pkcs10 sign(UserSpec user, KeyPair keys) {
        return sign(subject(user), user.key(), keys);
    }

    static Pkcs10 sign(X500Name subject, KeyAlgorithm algorithm, KeyPair keys) {
        try {
            return new Pkcs10(new JcaPKCS10CertificationRequestBuilder(subject, keys.getPublic())
                    .build(new JcaContentSignerBuilder(algorithm.signature()).build(keys.getPrivate())));
        } catch (OperatorCreationException failure) {
            throw new CredentialException("The certificate request for " + subject + " could not be signed", failure);
        }
    }

    static X500Name subject(UserSpec user) {
        X500NameBuilder subject = new X500NameBuilder(BCStyle.INSTANCE);
        user.groups().forEach(group -> subject.addRDN(BCStyle.O, group));
        return subject.addRDN(BCStyle.CN, user.name()).build();
    }

    String pem() {
        try {
            return Pem.write("CERTIFICATE REQUEST", request.getEncoded());
        } catch (IOException impossible) {
            throw new IllegalStateException("a request just signed has an encoding", impossible);
        }
    }
}
