// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.auth.internal;

import com.google.gson.JsonObject;
import dev.kubeuser.base.internal.Daemon;
import dev.kubeuser.base.internal.Json;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/** An issuer of tokens whose key this JVM has. Thread-safe. */
public final class TokenIssuer {

    private static final int BITS = 2048;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final String url;
    private final List<String> audiences;
    private final CountDownLatch discovered = new CountDownLatch(1);
    private volatile CompletableFuture<Key> key;

    /**
     * A key pair under its name in the key set and in tokens.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc7517">JSON Web Key</a>
     */
    private record Key(KeyPair pair, String id, AtomicBoolean isFetched) {

        /** Takes a fraction of a second. */
        static Key generate() {
            try {
                KeyPairGenerator pairs = KeyPairGenerator.getInstance(JsonWebToken.RSA);
                pairs.initialize(BITS);
                return new Key(pairs.generateKeyPair(), "kubeuser-" + UUID.randomUUID(), new AtomicBoolean());
            } catch (GeneralSecurityException impossible) {
                throw new IllegalStateException("every Java platform has RSA", impossible);
            }
        }

        /** The public key. */
        JsonObject open() {
            RSAPublicKey open = (RSAPublicKey) pair.getPublic();
            JsonObject key = new JsonObject();
            key.addProperty("n", text(open.getModulus()));
            key.addProperty("e", text(open.getPublicExponent()));
            key.addProperty("kty", JsonWebToken.RSA);
            key.addProperty("kid", id);
            key.addProperty("alg", JsonWebToken.RS256);
            key.addProperty("use", "sig");
            return key;
        }

        private static String text(BigInteger number) {
            byte[] bytes = number.toByteArray();
            byte[] unsigned = bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
            return Base64.getUrlEncoder().withoutPadding().encodeToString(unsigned);
        }

        /** The name alone. */
        @Override
        public String toString() {
            return id;
        }
    }

    private TokenIssuer(String url, List<String> audiences, CompletableFuture<Key> key) {
        this.url = url;
        this.audiences = List.copyOf(audiences);
        this.key = key;
    }

    /** Begins to generate its key. */
    TokenIssuer(String url, List<String> audiences) {
        this(url, audiences, generate());
    }

    private static CompletableFuture<Key> generate() {
        return CompletableFuture.supplyAsync(Key::generate, task -> Daemon.start("kubeuser-issuer-key", task));
    }

    /** The same issuer with the same key, as another file has it. */
    TokenIssuer as(List<String> others) {
        return new TokenIssuer(url, others, key);
    }

    /** Replaces its key: from now on it signs with a new key, and no longer serves the old one. */
    public void rotate() {
        CompletableFuture<Key> next = generate();
        Key unused = next.join();
        key = next;
    }

    /** The name of the key that it signs by. */
    public String keyId() {
        return key.join().id();
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
        Key signing = key.join();
        return token.named(signing.id()).signedBy(signing.pair().getPrivate());
    }

    /** Returns a token with the fewest claims, which is valid for a minute. */
    public String plainToken() {
        long end = Instant.now().plus(MINUTE).getEpochSecond();
        return sign(Json.object(Map.of("iss", url, "aud", audiences.get(0), "sub", "kubeuser", "exp", end)));
    }

    /** Its discovery document, with the address of its keys. */
    JsonObject configuration(String keysUrl) {
        return Json.object(Map.of(
                "issuer", url,
                "jwks_uri", keysUrl,
                "id_token_signing_alg_values_supported", List.of(JsonWebToken.RS256)));
    }

    JsonObject keySet() {
        Key served = key.join();
        served.isFetched().set(true);
        return Json.object(Map.of("keys", List.of(served.open())));
    }

    /** {@return whether the API server has fetched the current key} */
    public boolean isKeyFetched() {
        return key.join().isFetched().get();
    }

    /** Notes that the API server has fetched its discovery document. */
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
