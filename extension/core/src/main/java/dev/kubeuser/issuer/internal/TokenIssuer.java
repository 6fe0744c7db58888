package dev.kubeuser.issuer.internal;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.kubeuser.base.internal.Daemon;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** An issuer of tokens whose key this JVM has. Thread-safe. */
public final class TokenIssuer {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final String url;
    private final List<String> audiences;
    private final CountDownLatch discovered = new CountDownLatch(1);
    private final AtomicInteger fetches = new AtomicInteger();
    private volatile CompletableFuture<SigningKey> key;

    private TokenIssuer(String url, List<String> audiences, CompletableFuture<SigningKey> key) {
        this.url = url;
        this.audiences = List.copyOf(audiences);
        this.key = key;
    }

    /** Begins to generate its key. */
    TokenIssuer(String url, List<String> audiences) {
        this(url, audiences, generate());
    }

    private static CompletableFuture<SigningKey> generate() {
        return CompletableFuture.supplyAsync(SigningKey::generate, task -> Daemon.start("kubeuser-issuer-key", task));
    }

    /** The same issuer with the same key, as another file has it. */
    TokenIssuer as(List<String> others) {
        return new TokenIssuer(url, others, key);
    }

    /** Replaces its key: from now on it signs by a new one, and says nothing of the old. */
    public void rotate() {
        CompletableFuture<SigningKey> next = generate();
        SigningKey unused = next.join();
        key = next;
    }

    /** Which key it signs by: equal as long as it is the same. */
    public Object generation() {
        return key.join();
    }

    public String url() {
        return url;
    }

    /** The audiences that the API server accepts from it. */
    public List<String> audiences() {
        return audiences;
    }

    /** Returns a token with these claims, whatever they are. */
    public String sign(JsonObject claims) {
        return sign(JsonWebToken.of(claims));
    }

    /** Returns a token with its signature. */
    public String sign(JsonWebToken token) {
        return token.signedBy(key.join());
    }

    /** Returns a token that says nothing but whose it is, and is valid for a minute. */
    public String plainToken() {
        JsonObject claims = new JsonObject();
        claims.addProperty("iss", url);
        claims.addProperty("aud", audiences.get(0));
        claims.addProperty("sub", "kubeuser");
        claims.addProperty("exp", Instant.now().plus(MINUTE).getEpochSecond());
        return sign(claims);
    }

    /** What it says of itself, and where its keys are. */
    JsonObject configuration(String keysUrl) {
        JsonArray algorithms = new JsonArray();
        algorithms.add(JsonWebToken.RS256);
        JsonObject json = new JsonObject();
        json.addProperty("issuer", url);
        json.addProperty("jwks_uri", keysUrl);
        json.add("id_token_signing_alg_values_supported", algorithms);
        return json;
    }

    JsonObject keySet() {
        JsonObject set = key.join().keySet();
        fetches.incrementAndGet();
        return set;
    }

    /** How often the API server has fetched its keys. */
    public int fetches() {
        return fetches.get();
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
