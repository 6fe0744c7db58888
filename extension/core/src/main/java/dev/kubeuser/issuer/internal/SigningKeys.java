package dev.kubeuser.issuer.internal;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.kubeuser.issuer.SigningAlgorithm;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A key pair of an issuer for each algorithm.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7517">JSON Web Key</a>
 */
final class SigningKeys {

    private static final int COORDINATE_BYTES = 32;

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final Map<SigningAlgorithm, KeyPair> pairs = new EnumMap<>(SigningAlgorithm.class);
    private final int number = NUMBER.incrementAndGet();

    private SigningKeys() {}

    /** Generates them, which takes a fraction of a second. */
    static SigningKeys generate() {
        SigningKeys keys = new SigningKeys();
        for (SigningAlgorithm algorithm : SigningAlgorithm.values()) {
            keys.pairs.put(algorithm, newPair(algorithm));
        }
        return keys;
    }

    static KeyPair newPair(SigningAlgorithm algorithm) {
        try {
            KeyPairGenerator pairs = KeyPairGenerator.getInstance(type(algorithm));
            pairs.initialize(parameters(algorithm));
            return pairs.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has keys for " + algorithm, impossible);
        }
    }

    /** The type of key, as Java and key sets call it. */
    static String type(SigningAlgorithm algorithm) {
        return algorithm == SigningAlgorithm.RS256 ? "RSA" : "EC";
    }

    private static AlgorithmParameterSpec parameters(SigningAlgorithm algorithm) {
        return switch (algorithm) {
            case RS256 -> new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F4);
            case ES256 -> new ECGenParameterSpec("secp256r1");
        };
    }

    PrivateKey of(SigningAlgorithm algorithm) {
        return pair(algorithm).getPrivate();
    }

    private KeyPair pair(SigningAlgorithm algorithm) {
        KeyPair pair = pairs.get(algorithm);
        if (pair == null) {
            throw new IllegalStateException("there is a key for each algorithm");
        }
        return pair;
    }

    /** The name of a key in the key set and in tokens. */
    String id(SigningAlgorithm algorithm) {
        return "kubeuser-" + algorithm + "-" + number;
    }

    /** The public keys. */
    JsonObject keySet() {
        JsonArray keys = new JsonArray();
        pairs.forEach((algorithm, pair) -> {
            JsonObject key =
                    pair.getPublic() instanceof RSAPublicKey rsa ? json(rsa) : json((ECPublicKey) pair.getPublic());
            key.addProperty("kty", type(algorithm));
            key.addProperty("kid", id(algorithm));
            key.addProperty("alg", algorithm.name());
            key.addProperty("use", "sig");
            keys.add(key);
        });
        JsonObject set = new JsonObject();
        set.add("keys", keys);
        return set;
    }

    private static JsonObject json(RSAPublicKey key) {
        JsonObject json = new JsonObject();
        json.addProperty("n", text(unsigned(key.getModulus())));
        json.addProperty("e", text(unsigned(key.getPublicExponent())));
        return json;
    }

    private static JsonObject json(ECPublicKey key) {
        JsonObject json = new JsonObject();
        json.addProperty("crv", "P-256");
        json.addProperty("x", text(coordinate(key.getW().getAffineX())));
        json.addProperty("y", text(coordinate(key.getW().getAffineY())));
        return json;
    }

    private static byte[] unsigned(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
    }

    private static byte[] coordinate(BigInteger number) {
        byte[] bytes = unsigned(number);
        byte[] padded = new byte[COORDINATE_BYTES];
        System.arraycopy(bytes, 0, padded, COORDINATE_BYTES - bytes.length, bytes.length);
        return padded;
    }

    private static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
