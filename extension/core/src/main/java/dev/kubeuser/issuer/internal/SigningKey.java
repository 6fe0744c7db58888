package dev.kubeuser.issuer.internal;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A key pair of an issuer.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7517">JSON Web Key</a>
 */
final class SigningKey {

    /** The types of keys, as Java and key sets call them. */
    static final String RSA = "RSA";

    static final String CURVE = "EC";

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final KeyPair pair;
    private final int number = NUMBER.incrementAndGet();

    private SigningKey(KeyPair pair) {
        this.pair = pair;
    }

    /** Generates one, which takes a fraction of a second. */
    static SigningKey generate() {
        return new SigningKey(newPair(RSA));
    }

    static KeyPair newPair(String type) {
        try {
            KeyPairGenerator pairs = KeyPairGenerator.getInstance(type);
            pairs.initialize(type.equals(RSA) ? 2048 : 256);
            return pairs.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has keys of type " + type, impossible);
        }
    }

    PrivateKey secret() {
        return pair.getPrivate();
    }

    /** The name of the key in the key set and in tokens. */
    String id() {
        return "kubeuser-" + number;
    }

    /** The public key, as the only one of a set. */
    JsonObject keySet() {
        RSAPublicKey open = (RSAPublicKey) pair.getPublic();
        JsonObject key = new JsonObject();
        key.addProperty("n", text(open.getModulus()));
        key.addProperty("e", text(open.getPublicExponent()));
        key.addProperty("kty", RSA);
        key.addProperty("kid", id());
        key.addProperty("alg", JsonWebToken.RS256);
        key.addProperty("use", "sig");
        JsonArray keys = new JsonArray();
        keys.add(key);
        JsonObject set = new JsonObject();
        set.add("keys", keys);
        return set;
    }

    private static String text(BigInteger number) {
        byte[] bytes = number.toByteArray();
        byte[] unsigned = bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(unsigned);
    }
}
