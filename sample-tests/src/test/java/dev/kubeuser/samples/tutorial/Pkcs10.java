// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.tutorial;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;

/**
 * A request as {@code openssl req -new} writes it, read by somebody who did not write it.
 *
 * @param request what was read
 */
record Pkcs10(JcaPKCS10CertificationRequest request) {

    static Pkcs10 parse(String pem) throws IOException {
        assertThat(pem).startsWith("-----BEGIN CERTIFICATE REQUEST-----");
        try (PEMParser parser = new PEMParser(new StringReader(pem))) {
            var read = (org.bouncycastle.pkcs.PKCS10CertificationRequest) parser.readObject();
            return new Pkcs10(new JcaPKCS10CertificationRequest(read));
        }
    }

    X500Name subject() {
        return request.getSubject();
    }

    RSAPublicKey rsaKey() throws Exception {
        PublicKey key = request.getPublicKey();
        assertThat(key).isInstanceOf(RSAPublicKey.class);
        return (RSAPublicKey) key;
    }

    /** Whether who asks has the private key. */
    boolean isSignedWithItsKey() throws Exception {
        return isSignatureValid(request.getPublicKey());
    }

    private boolean isSignatureValid(PublicKey key) throws OperatorCreationException, PKCSException {
        return request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key));
    }
}
