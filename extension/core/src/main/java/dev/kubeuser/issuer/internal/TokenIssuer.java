package dev.kubeuser.issuer.internal;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.kubeuser.issuer.SigningAlgorithm;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/** An issuer of tokens whose keys this JVM has. Thread-safe. */
public final class TokenIssuer {

    private final String url;
    private final List<String> audiences;
    private final CompletableFuture<SigningKeys> keys =
            CompletableFuture.supplyAsync(SigningKeys::generate, TokenIssuer::begin);
    private final CountDownLatch discovered = new CountDownLatch(1);

    /** Begins to generate its keys. */
    TokenIssuer(String url, List<String> audiences) {
        this.url = url;
        this.audiences = List.copyOf(audiences);
    }

    private static void begin(Runnable generation) {
        Thread thread = new Thread(generation, "kubeuser-issuer-keys");
        thread.setDaemon(true);
        thread.start();
    }

    public String url() {
        return url;
    }

    /** The audiences that the API server accepts from it. */
    public List<String> audiences() {
        return audiences;
    }

    /** Returns a token with these claims, whatever they are. */
    public String sign(SigningAlgorithm algorithm, JsonObject claims) {
        return sign(JsonWebToken.of(algorithm, claims));
    }

    /** Returns a token by the algorithm of its header. */
    public String sign(JsonWebToken token) {
        return token.signedBy(keys.join().of(token.algorithm()));
    }

    /** What it says of itself, and where its keys are. */
    JsonObject configuration(String keysUrl) {
        JsonArray algorithms = new JsonArray();
        for (SigningAlgorithm algorithm : SigningAlgorithm.values()) {
            algorithms.add(algorithm.name());
        }
        JsonObject json = new JsonObject();
        json.addProperty("issuer", url);
        json.addProperty("jwks_uri", keysUrl);
        json.add("id_token_signing_alg_values_supported", algorithms);
        return json;
    }

    JsonObject keySet() {
        return keys.join().keySet();
    }

    /** Notes that the API server has fetched what it says of itself. */
    void noteDiscovery() {
        discovered.countDown();
    }

    CountDownLatch discovered() {
        return discovered;
    }

    /** The URL. */
    @Override
    public String toString() {
        return url;
    }
}
