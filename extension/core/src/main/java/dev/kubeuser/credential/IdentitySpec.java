package dev.kubeuser.credential;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.kubeuser.issuer.ClaimSet;
import dev.kubeuser.issuer.internal.CompleteClaims;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * Somebody with a token of an issuer: a person who logs in at an identity provider, or a pipeline. Begin with
 * {@link #named(String)}. The API server decides by its {@code AuthenticationConfiguration} which user that is.
 *
 * <p>Immutable and thread-safe.
 *
 * @see <a href="https://openid.net/specs/openid-connect-core-1_0.html#IDToken">ID Token</a>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class IdentitySpec implements SubjectSpec {

    private static final String ISSUER = "iss";
    private static final String AUDIENCE = "aud";
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private final String name;
    private final @Nullable String issuer;
    private final ClaimSet set;
    private final JsonObject claims;
    private final @Nullable String audience;
    private final Duration expiration;
    private final @Nullable Path tokenFile;
    private final List<String> tokenCommand;

    private IdentitySpec(
            String name,
            @Nullable String issuer,
            ClaimSet set,
            JsonObject claims,
            @Nullable String audience,
            Duration expiration,
            @Nullable Path tokenFile,
            List<String> tokenCommand) {
        this.name = name;
        this.issuer = issuer;
        this.set = set;
        this.claims = claims;
        this.audience = audience;
        this.expiration = expiration;
        this.tokenFile = tokenFile;
        this.tokenCommand = tokenCommand;
        if (name.isBlank()) {
            throw new IllegalArgumentException("the name of the identity is blank: a test calls it by that");
        }
        if (issuer != null && claims.has(ISSUER) && !new JsonPrimitive(issuer).equals(claims.get(ISSUER))) {
            throw new IllegalArgumentException("the issuer is " + issuer + ", and the claims have the iss "
                    + claims.get(ISSUER) + "; leave one of the two out");
        }
        if (audience != null && claims.has(AUDIENCE)) {
            throw new IllegalArgumentException(
                    "the audience is " + audience + ", and the claims have an aud; leave one of the two out");
        }
        if (expiration.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException("expiration is " + expiration.toMillis()
                    + " ms, and a token counts in seconds; ForgedToken makes tokens that have expired");
        }
        requireNothingBesideToken();
        JsonObject unused = CompleteClaims.of(set, claims, name, "https://issuer.example.com");
    }

    private void requireNothingBesideToken() {
        if (tokenFile != null && !tokenCommand.isEmpty()) {
            throw new IllegalArgumentException(
                    "the token is in a file and printed by a program; leave one of the two out");
        }
        if (isSupplied() && (issuer != null || audience != null || set != ClaimSet.NONE || claims.size() > 0)) {
            throw new IllegalArgumentException(
                    "the token is there already, with an issuer, an audience and claims; leave those out");
        }
    }

    /**
     * {@return somebody with a token that is valid for an hour, of the only issuer, for its first audience, with the name
     * as its claim {@code sub}}
     *
     * @param name how the test calls the identity
     * @throws IllegalArgumentException if it is blank
     */
    public static IdentitySpec named(String name) {
        return new IdentitySpec(
                name, null, ClaimSet.NONE, new JsonObject(), null, Duration.ofHours(1), null, List.of());
    }

    /**
     * {@return a copy whose token is of this issuer}
     *
     * @param url its {@code url} in the {@code AuthenticationConfiguration}
     * @throws IllegalArgumentException if the claims name another one
     */
    public IdentitySpec withIssuer(String url) {
        return new IdentitySpec(name, url, set, claims, audience, expiration, tokenFile, tokenCommand);
    }

    /**
     * {@return a copy whose token has claims as a well-known issuer makes them} The claims that are given besides are laid
     * over them. If no issuer is named and the file has several, it is the one whose URL is usual for the set.
     *
     * @param other the set
     * @throws IllegalArgumentException if it is not known what follows from the given claims
     */
    public IdentitySpec withClaimSet(ClaimSet other) {
        return new IdentitySpec(name, issuer, other, claims, audience, expiration, tokenFile, tokenCommand);
    }

    /**
     * {@return a copy whose token has these claims}
     *
     * @param json a JSON object, for example the payload of a token that was issued once. {@code iss} names the issuer;
     *     {@code iat}, {@code nbf} and {@code exp} are replaced by the times of the new token
     * @throws IllegalArgumentException if it is not a JSON object, or contradicts the issuer or the audience
     */
    public IdentitySpec withClaims(String json) {
        return new IdentitySpec(name, issuer, set, parse(json), audience, expiration, tokenFile, tokenCommand);
    }

    /**
     * {@return a copy whose token is for this audience}
     *
     * @param other who the token is meant for
     * @throws IllegalArgumentException if the claims have another one
     */
    public IdentitySpec withAudience(String other) {
        return new IdentitySpec(name, issuer, set, claims, other, expiration, tokenFile, tokenCommand);
    }

    /**
     * {@return a copy whose token has another lifetime}
     *
     * @param other how long the token is valid, in whole seconds
     * @throws IllegalArgumentException if it is less than a second
     */
    public IdentitySpec withExpiration(Duration other) {
        return new IdentitySpec(name, issuer, set, claims, audience, other, tokenFile, tokenCommand);
    }

    /**
     * {@return a copy whose token is in a file, as its issuer has made it} That works on every cluster that knows the issuer.
     * The file is read again before the token ends.
     *
     * @param file a file of this user or root, which nobody else may write to, with a JSON Web Token or an opaque token
     * @throws IllegalArgumentException if issuer, audience or claims are given too
     */
    public IdentitySpec withTokenFile(Path file) {
        return new IdentitySpec(name, issuer, set, claims, audience, expiration, file, tokenCommand);
    }

    /**
     * {@return a copy whose token is what a program prints, as its issuer has made it} That works on every cluster that knows
     * the issuer. The program runs again before the token ends.
     *
     * @param program its name or path
     * @param arguments its arguments. It prints the token, or an {@code ExecCredential}, as plugins of kubectl do
     * @throws IllegalArgumentException if issuer, audience or claims are given too
     */
    public IdentitySpec withTokenCommand(String program, String... arguments) {
        List<String> command =
                Stream.concat(Stream.of(program), Stream.of(arguments)).toList();
        return new IdentitySpec(name, issuer, set, claims, audience, expiration, tokenFile, command);
    }

    private static JsonObject parse(String json) {
        try {
            if (JsonParser.parseString(json) instanceof JsonObject object) {
                return object;
            }
        } catch (JsonParseException malformed) {
            throw new IllegalArgumentException("the claims are not JSON: " + malformed.getMessage(), malformed);
        }
        throw new IllegalArgumentException("the claims are not a JSON object, as {\"groups\": [\"sre\"]} is");
    }

    /**
     * {@return how the test calls it}
     */
    public String name() {
        return name;
    }

    /**
     * {@return the URL of the issuer; {@code null} for the only one}
     */
    public @Nullable String issuer() {
        return issuer == null && claims.get(ISSUER) instanceof JsonPrimitive named ? named.getAsString() : issuer;
    }

    /**
     * {@return the set under the claims}
     */
    public ClaimSet claimSet() {
        return set;
    }

    /**
     * {@return the given claims as a JSON object}
     */
    public String claims() {
        return claims.toString();
    }

    /**
     * {@return who the token is meant for; {@code null} if the claims say so, and else for the issuer's first audience}
     */
    public @Nullable String audience() {
        return audience;
    }

    /**
     * {@return how long the token is valid, in whole seconds}
     */
    public Duration expiration() {
        return expiration;
    }

    /**
     * {@return the file with the token; {@code null} if there is none}
     */
    public @Nullable Path tokenFile() {
        return tokenFile;
    }

    /**
     * {@return the program that prints the token, and its arguments; empty if there is none}
     */
    public List<String> tokenCommand() {
        return tokenCommand;
    }

    /**
     * {@return whether the token is supplied, by a file or a program}
     */
    public boolean isSupplied() {
        return tokenFile != null || !tokenCommand.isEmpty();
    }

    @Override
    public String subject() {
        return "identity \"" + name + "\"";
    }

    @Override
    public String settings() {
        if (isSupplied()) {
            return tokenFile == null ? "token of the program " + tokenCommand.get(0) : "token in " + tokenFile;
        }
        return "issuer " + issuer + ", claim set " + set + ", claims " + claims + ", audience " + audience
                + ", expiration " + Expiration.text(expiration);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof IdentitySpec that
                && name.equals(that.name)
                && Objects.equals(issuer, that.issuer)
                && set == that.set
                && claims.equals(that.claims)
                && Objects.equals(audience, that.audience)
                && expiration.equals(that.expiration)
                && Objects.equals(tokenFile, that.tokenFile)
                && tokenCommand.equals(that.tokenCommand);
    }

    /** {@return the hash of the name, of which a test has few} */
    @Override
    public int hashCode() {
        return name.hashCode();
    }

    /** Shows all values. */
    @Override
    public String toString() {
        return "IdentitySpec[name=" + name + ", " + settings() + "]";
    }
}
