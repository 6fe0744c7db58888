package dev.kubeuser.credential;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import org.apiguardian.api.API;

/** The key algorithms that a user can have. */
@API(status = API.Status.MAINTAINED, since = "0.1")
public enum KeyAlgorithm {
    /** RSA with 2048 bits, as {@code openssl genrsa 2048} generates it. */
    RSA_2048("RSA", "SHA256withRSA", "1.2.840.113549.1.1.11"),
    /** RSA with 4096 bits; generating a key may take seconds. */
    RSA_4096("RSA", "SHA256withRSA", "1.2.840.113549.1.1.11"),
    /** ECDSA on the curve P-256: the quickest to generate. */
    ECDSA_P256("EC", "SHA256withECDSA", "1.2.840.10045.4.3.2"),
    /** ECDSA on the curve P-384. */
    ECDSA_P384("EC", "SHA384withECDSA", "1.2.840.10045.4.3.3"),
    /** EdDSA on Curve25519. fabric8's client cannot read such keys; kubectl, Python's and the official Java client do. */
    ED25519("Ed25519", "Ed25519", "1.3.101.112");

    private final String generator;
    private final String signature;
    private final String signatureIdentifier;

    KeyAlgorithm(String generator, String signature, String signatureIdentifier) {
        this.generator = generator;
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
            pairs.initialize(parameters());
            return pairs.generateKeyPair();
        } catch (GeneralSecurityException unsupported) {
            throw new CredentialException(
                    "This Java runtime cannot generate " + this + " keys; choose another kind by @KubeUser(key = ...)",
                    unsupported);
        }
    }

    private AlgorithmParameterSpec parameters() {
        return switch (this) {
            case RSA_2048 -> new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F4);
            case RSA_4096 -> new RSAKeyGenParameterSpec(4096, RSAKeyGenParameterSpec.F4);
            case ECDSA_P256 -> new ECGenParameterSpec("secp256r1");
            case ECDSA_P384 -> new ECGenParameterSpec("secp384r1");
            case ED25519 -> NamedParameterSpec.ED25519;
        };
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
