package dev.kubeuser.credential;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.internal.ClusterKeys;
import dev.kubeuser.credential.internal.Pem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.apiguardian.api.API;

/**
 * Forges ServiceAccount tokens, so tests can see the API server refuse them.
 *
 * <p>Stateless and thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7519">JSON Web Token</a>
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class ForgedToken {

    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private ForgedToken() {}

    /**
     * Re-signs a token so that it was valid for an hour and expired an hour ago.
     *
     * @param token a token of the cluster
     * @param cluster of kind {@code EMBEDDED}, the only kind whose keys are available
     * @return a token that differs only in its times
     * @throws CredentialException if the token cannot be read
     */
    public static ServiceAccountToken expired(ServiceAccountToken token, Cluster cluster) {
        Instant end = Instant.now().minus(Duration.ofHours(1));
        Instant begin = end.minus(Duration.ofHours(1));
        String[] parts = token.token().split("\\.", -1);
        JsonObject claims = JsonParser.parseString(decode(parts[1])).getAsJsonObject();
        claims.addProperty("iat", begin.getEpochSecond());
        claims.addProperty("nbf", begin.getEpochSecond());
        claims.addProperty("exp", end.getEpochSecond());
        String signed =
                parts[0] + "." + ENCODER.encodeToString(claims.toString().getBytes(StandardCharsets.UTF_8));
        return new ServiceAccountToken(
                token.account(), signed + "." + signature(signed, algorithm(parts[0]), ClusterKeys.of(cluster)), end);
    }

    /**
     * Replaces the signature of a token with a wrong one.
     *
     * @param token a token of a cluster
     * @return a token with a wrong signature
     */
    public static ServiceAccountToken tampered(ServiceAccountToken token) {
        int signature = token.token().lastIndexOf('.') + 1;
        String reversed =
                new StringBuilder(token.token().substring(signature)).reverse().toString();
        return new ServiceAccountToken(
                token.account(), token.token().substring(0, signature) + reversed, token.expirationTime());
    }

    private static String algorithm(String header) {
        return JsonParser.parseString(decode(header))
                .getAsJsonObject()
                .get("alg")
                .getAsString();
    }

    private static String decode(String part) {
        return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
    }

    private static String signature(String signed, String algorithm, ClusterKeys keys) {
        boolean rsa = algorithm.equals("RS256");
        try {
            PrivateKey key =
                    KeyFactory.getInstance(rsa ? "RSA" : "EC").generatePrivate(Pem.readPkcs8(keys.serviceAccountKey()));
            Signature signature = Signature.getInstance(rsa ? "SHA256withRSA" : "SHA256withECDSAinP1363Format");
            signature.initSign(key);
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return ENCODER.encodeToString(signature.sign());
        } catch (GeneralSecurityException | IOException failure) {
            throw new CredentialException("A token could not be forged: " + failure.getMessage(), failure);
        }
    }
}
