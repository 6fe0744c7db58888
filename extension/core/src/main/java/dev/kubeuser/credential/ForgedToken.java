// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.credential;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.kubeuser.auth.internal.JsonWebToken;
import dev.kubeuser.auth.internal.Pem;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.internal.ClusterKeys;
import dev.kubeuser.credential.internal.IdentityTokens;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.apiguardian.api.API;

/**
 * Forges tokens of ServiceAccounts and identities, so tests can see the API server refuse them. Each method takes a
 * valid token and changes one thing.
 *
 * <p>Stateless and thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7519">JSON Web Token</a>
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class ForgedToken {

    private static final Duration HOUR = Duration.ofHours(1);

    private ForgedToken() {}

    /**
     * Re-signs a token with a validity of one hour that expired an hour ago.
     *
     * @param token a token of the cluster
     * @param cluster the cluster of the token; for a ServiceAccount of kind {@code EMBEDDED}, which alone shows its
     *     keys
     * @return a token that differs only in its times
     * @throws CredentialException if the token cannot be read
     */
    public static BearerToken expired(BearerToken token, Cluster cluster) {
        return validFrom(Instant.now().minus(HOUR).minus(HOUR), token, cluster);
    }

    /**
     * Re-signs a token with a validity of one hour that begins in an hour.
     *
     * @param token a token of the cluster
     * @param cluster the cluster of the token; for a ServiceAccount of kind {@code EMBEDDED}, which alone shows its
     *     keys
     * @return a token that differs only in its times
     * @throws CredentialException if the token cannot be read
     */
    public static BearerToken notYetValid(BearerToken token, Cluster cluster) {
        return validFrom(Instant.now().plus(HOUR), token, cluster);
    }

    private static BearerToken validFrom(Instant begin, BearerToken token, Cluster cluster) {
        Instant end = begin.plus(HOUR);
        return resigned(token, cluster, end, claims -> {
            claims.addProperty("iat", begin.getEpochSecond());
            claims.addProperty("nbf", begin.getEpochSecond());
            claims.addProperty("exp", end.getEpochSecond());
        });
    }

    /**
     * Re-signs a token with another audience.
     *
     * @param token a token of the cluster
     * @param audience the only audience
     * @param cluster the cluster of the token; for a ServiceAccount of kind {@code EMBEDDED}, which alone shows its
     *     keys
     * @return a token that differs only in its audience
     * @throws CredentialException if the token cannot be read
     */
    public static BearerToken forAudience(BearerToken token, String audience, Cluster cluster) {
        return resigned(token, cluster, token.expirationTime(), claims -> claims.addProperty("aud", audience));
    }

    /**
     * Re-signs a token with another issuer, by the key of its real issuer.
     *
     * @param token a token of the cluster
     * @param issuer the URL of the other issuer
     * @param cluster the cluster of the token; for a ServiceAccount of kind {@code EMBEDDED}, which alone shows its
     *     keys
     * @return a token that differs only in its issuer
     * @throws CredentialException if the token cannot be read
     */
    public static BearerToken ofIssuer(BearerToken token, String issuer, Cluster cluster) {
        return resigned(token, cluster, token.expirationTime(), claims -> claims.addProperty("iss", issuer));
    }

    /**
     * Re-signs a token without one of its claims.
     *
     * @param token a token of the cluster
     * @param claim the name of the claim
     * @param cluster the cluster of the token; for a ServiceAccount of kind {@code EMBEDDED}, which alone shows its
     *     keys
     * @return a token without that claim
     * @throws CredentialException if the token cannot be read, or does not have the claim
     */
    public static BearerToken without(BearerToken token, String claim, Cluster cluster) {
        return resigned(token, cluster, token.expirationTime(), claims -> {
            if (claims.remove(claim) == null) {
                throw new CredentialException("The " + token + ", has no claim " + claim + " to leave out; it has "
                        + String.join(", ", claims.keySet()));
            }
        });
    }

    /**
     * Re-signs a token so that a claim has another value.
     *
     * @param token a token of the cluster
     * @param claim the name of the claim
     * @param json its value in JSON, for example {@code ""} in quotes for an empty one
     * @param cluster the cluster of the token; for a ServiceAccount of kind {@code EMBEDDED}, which alone shows its
     *     keys
     * @return a token that differs only in that claim
     * @throws CredentialException if the token cannot be read
     * @throws IllegalArgumentException if the value is not JSON
     */
    public static BearerToken withClaim(BearerToken token, String claim, String json, Cluster cluster) {
        JsonElement value = parse(json);
        return resigned(token, cluster, token.expirationTime(), claims -> claims.add(claim, value));
    }

    private static JsonElement parse(String json) {
        try {
            return JsonParser.parseString(json);
        } catch (JsonParseException malformed) {
            throw new IllegalArgumentException("the claim is not JSON: " + malformed.getMessage(), malformed);
        }
    }

    /**
     * Re-signs a token with a new key, which no issuer has.
     *
     * @param token a token of a cluster
     * @return a token with the same claims
     * @throws CredentialException if the token cannot be read
     */
    public static BearerToken signedByUnknownKey(BearerToken token) {
        JsonWebToken read = read(token);
        KeyAlgorithm kind = read.keyType().equals(JsonWebToken.RSA) ? KeyAlgorithm.RSA_2048 : KeyAlgorithm.ECDSA_P256;
        return with(token, read.signedBy(kind.generate().getPrivate()), token.expirationTime());
    }

    /**
     * Removes the signature of a token, and sets the algorithm {@code none}.
     *
     * @param token a token of a cluster
     * @return a token with the same claims
     * @throws CredentialException if the token cannot be read
     */
    public static BearerToken unsigned(BearerToken token) {
        return with(token, read(token).unsigned(), token.expirationTime());
    }

    /**
     * Replaces the signature of a token with a wrong one.
     *
     * @param token a token of a cluster
     * @return a token with a wrong signature
     */
    public static BearerToken tampered(BearerToken token) {
        int signature = token.token().lastIndexOf('.') + 1;
        String reversed =
                new StringBuilder(token.token().substring(signature)).reverse().toString();
        return with(token, token.token().substring(0, signature) + reversed, token.expirationTime());
    }

    private static BearerToken with(BearerToken original, String token, Instant end) {
        return new BearerToken(original.subject(), token, end);
    }

    private static BearerToken resigned(BearerToken token, Cluster cluster, Instant end, Consumer<JsonObject> change) {
        JsonWebToken changed = read(token);
        change.accept(changed.claims());
        String signed = token.subject() instanceof IdentitySpec identity
                ? IdentityTokens.issuer(cluster, identity).sign(changed)
                : changed.signedBy(key(changed.keyType(), ClusterKeys.of(cluster)));
        return with(token, signed, end);
    }

    private static JsonWebToken read(BearerToken token) {
        try {
            return JsonWebToken.read(token.token());
        } catch (RuntimeException malformed) {
            throw new CredentialException("The " + token + ", is not a JSON Web Token", malformed);
        }
    }

    private static PrivateKey key(String type, ClusterKeys keys) {
        try {
            return KeyFactory.getInstance(type).generatePrivate(Pem.readPkcs8(keys.serviceAccountKey()));
        } catch (GeneralSecurityException | IOException failure) {
            throw new CredentialException("A token could not be forged: " + failure.getMessage(), failure);
        }
    }
}
