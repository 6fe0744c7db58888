// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.credential;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import org.apiguardian.api.API;

/** The key algorithms that a user can have. */
@API(status = API.Status.MAINTAINED, since = "0.1")
public enum KeyAlgorithm {
    /** RSA with 2048 bits, as {@code openssl genrsa 2048} generates it. */
    RSA_2048("RSA", 2048, "SHA256withRSA", "1.2.840.113549.1.1.11"),
    /** ECDSA on the curve P-256: the quickest to generate. */
    ECDSA_P256("EC", 256, "SHA256withECDSA", "1.2.840.10045.4.3.2"),
    /**
     * EdDSA on Curve25519. fabric8's client cannot read such keys; kubectl, Python's and the official Java client do.
     */
    ED25519("Ed25519", 255, "Ed25519", "1.3.101.112");

    private final String generator;
    private final int bits;
    private final String signature;
    private final String signatureIdentifier;

    KeyAlgorithm(String generator, int bits, String signature, String signatureIdentifier) {
        this.generator = generator;
        this.bits = bits;
        this.signature = signature;
        this.signatureIdentifier = signatureIdentifier;
    }

    /**
     * Generates a key pair.
     *
     * @return a new key pair
     */
    public KeyPair generate() {
        try {
            KeyPairGenerator pairs = KeyPairGenerator.getInstance(generator);
            pairs.initialize(bits);
            return pairs.generateKeyPair();
        } catch (GeneralSecurityException unsupported) {
            throw new CredentialException(
                    "This Java runtime cannot generate " + this + " keys; choose another kind by @KubeUser(key = ...)",
                    unsupported);
        }
    }

    /** The signature algorithm of requests with this kind of key. */
    String signature() {
        return signature;
    }

    /** The object identifier of the same. */
    String signatureIdentifier() {
        return signatureIdentifier;
    }
}
