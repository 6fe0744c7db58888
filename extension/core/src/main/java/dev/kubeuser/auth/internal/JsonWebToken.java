// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.auth.internal;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.RSAPrivateKey;
import java.util.Base64;

/**
 * The content of a token, without its signature.
 *
 * @param header the algorithm, and the name of the key
 * @param claims the claims
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7519">JSON Web Token</a>
 */
public record JsonWebToken(JsonObject header, JsonObject claims) {

    /**
     * The algorithm of issuers, which every one of OpenID Connect must offer.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc7518#section-3.1">JSON Web Algorithms</a>
     */
    static final String RS256 = "RS256";

    /** The algorithm of an embedded cluster's ServiceAccounts. */
    private static final String ES256 = "ES256";

    /** The types of keys, as Java and key sets call them. */
    public static final String RSA = "RSA";

    private static final String CURVE = "EC";

    private static final String ALGORITHM = "alg";
    private static final String KEY = "kid";
    private static final String NONE = "none";
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    /** Begins a token. */
    static JsonWebToken of(JsonObject claims) {
        JsonObject header = new JsonObject();
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

    /** The type of key that signs it, as Java calls it. */
    public String keyType() {
        return ES256.equals(header.get(ALGORITHM).getAsString()) ? CURVE : RSA;
    }

    /** The same of a key with a name. */
    JsonWebToken named(String key) {
        JsonObject named = header.deepCopy();
        named.addProperty(KEY, key);
        return new JsonWebToken(named, claims);
    }

    /** Returns the token with the signature of a key, by the algorithm that is for such keys. */
    public String signedBy(PrivateKey key) {
        boolean isRsa = key instanceof RSAPrivateKey;
        JsonObject signing = header.deepCopy();
        signing.addProperty(ALGORITHM, isRsa ? RS256 : ES256);
        String signed = part(signing) + "." + part(claims);
        try {
            Signature signature = Signature.getInstance(isRsa ? "SHA256withRSA" : "SHA256withECDSAinP1363Format");
            signature.initSign(key);
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + ENCODER.encodeToString(signature.sign());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("the key is for RS256 or ES256", impossible);
        }
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
