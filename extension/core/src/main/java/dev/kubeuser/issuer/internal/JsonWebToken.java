package dev.kubeuser.issuer.internal;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.kubeuser.issuer.SigningAlgorithm;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Base64;

/**
 * What a token says, without its signature.
 *
 * @param header the algorithm, and the name of the key
 * @param claims the claims
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7519">JSON Web Token</a>
 */
public record JsonWebToken(JsonObject header, JsonObject claims) {

    private static final String ALGORITHM = "alg";
    private static final String KEY = "kid";
    private static final String NONE = "none";
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    /** Begins a token. */
    static JsonWebToken of(SigningAlgorithm algorithm, JsonObject claims) {
        JsonObject header = new JsonObject();
        header.addProperty(ALGORITHM, algorithm.name());
        header.addProperty("typ", "JWT");
        return new JsonWebToken(header, claims);
    }

    /**
     * Reads a signed token.
     *
     * @throws RuntimeException if it is none
     */
    public static JsonWebToken read(String token) {
        String[] parts = token.split("\\.", -1);
        return new JsonWebToken(decoded(parts[0]), decoded(parts[1]));
    }

    private static JsonObject decoded(String part) {
        byte[] json = Base64.getUrlDecoder().decode(part);
        return JsonParser.parseString(new String(json, StandardCharsets.UTF_8)).getAsJsonObject();
    }

    /** The algorithm that the header names. */
    public SigningAlgorithm algorithm() {
        return SigningAlgorithm.valueOf(header.get(ALGORITHM).getAsString());
    }

    /** The type of key that signs it, as Java calls it. */
    public String keyType() {
        return SigningKeys.type(algorithm());
    }

    /** Returns the token with the signature of an issuer, by the algorithm of its header. */
    String signedBy(SigningKeys keys) {
        JsonObject named = header.deepCopy();
        named.addProperty(KEY, keys.id(algorithm()));
        return new JsonWebToken(named, claims).signedBy(keys.of(algorithm()));
    }

    /** Returns the token with the signature of a key. */
    public String signedBy(PrivateKey key) {
        String signed = part(header) + "." + part(claims);
        try {
            Signature signature = Signature.getInstance(
                    algorithm() == SigningAlgorithm.RS256 ? "SHA256withRSA" : "SHA256withECDSAinP1363Format");
            signature.initSign(key);
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + ENCODER.encodeToString(signature.sign());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("the key is one for " + algorithm(), impossible);
        }
    }

    /** Returns the token signed by a new key, which no issuer serves. */
    public String signedByUnknownKey() {
        return signedBy(SigningKeys.newPair(algorithm()).getPrivate());
    }

    /** Returns the token without a signature, as the algorithm {@code none} has it. */
    public String unsigned() {
        JsonObject unsigned = header.deepCopy();
        unsigned.addProperty(ALGORITHM, NONE);
        unsigned.remove(KEY);
        return part(unsigned) + "." + part(claims) + ".";
    }

    private static String part(JsonObject json) {
        return ENCODER.encodeToString(json.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** The header alone. */
    @Override
    public String toString() {
        return "token with the header " + header;
    }
}
