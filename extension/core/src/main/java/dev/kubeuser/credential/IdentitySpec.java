// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.credential;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.kubeuser.auth.ClaimSet;
import dev.kubeuser.auth.internal.CompleteClaims;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * An identity with an issuer's token: a person who logs in at an identity provider, or a pipeline. Begin with
 * {@link #named(String)}. The API server decides by its {@code AuthenticationConfiguration} which user that is.
 *
 * <p>Immutable and thread-safe.
 *
 * @param name how the test calls it
 * @param issuer the URL of the issuer; {@code null} for the only one
 * @param claimSet the set under the claims; {@code null} for none, and {@code sub} is the name
 * @param claims the given claims as a JSON object
 * @param audience who the token is meant for; {@code null} if the claims say so, and else for the issuer's first
 *     audience
 * @param expiration how long the token is valid, in whole seconds
 * @param tokenFile the file with the token; {@code null} if there is none
 * @param tokenCommand the program that prints the token, and its arguments; empty if there is none
 * @see <a href="https://openid.net/specs/openid-connect-core-1_0.html#IDToken">ID Token</a>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record IdentitySpec(
        String name,
        @Nullable String issuer,
        @Nullable ClaimSet claimSet,
        String claims,
        @Nullable String audience,
        Duration expiration,
        @Nullable Path tokenFile,
        List<String> tokenCommand)
        implements SubjectSpec {

    private static final String ISSUER = "iss";
    private static final String AUDIENCE = "aud";
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    /**
     * Requires that there can be such a token.
     *
     * @throws IllegalArgumentException if not
     */
    public IdentitySpec {
        JsonObject given = parse(claims);
        claims = given.toString();
        tokenCommand = List.copyOf(tokenCommand);
        if (name.isBlank()) {
            throw new IllegalArgumentException("the name of the identity is blank: a test calls it by that");
        }
        if (issuer != null && given.has(ISSUER) && !new JsonPrimitive(issuer).equals(given.get(ISSUER))) {
            throw new IllegalArgumentException("the issuer is " + issuer + ", and the claims have the iss "
                    + given.get(ISSUER) + "; leave one of the two out");
        }
        if (audience != null && given.has(AUDIENCE)) {
            throw new IllegalArgumentException(
                    "the audience is " + audience + ", and the claims have an aud; leave one of the two out");
        }
        if (expiration.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException("expiration is " + expiration.toMillis()
                    + " ms, and a token counts in seconds; ForgedToken makes tokens that have expired");
        }
        if (tokenFile != null && !tokenCommand.isEmpty()) {
            throw new IllegalArgumentException(
                    "the token is in a file and printed by a program; leave one of the two out");
        }
        if ((tokenFile != null || !tokenCommand.isEmpty())
                && (issuer != null || audience != null || claimSet != null || given.size() > 0)) {
            throw new IllegalArgumentException(
                    "the token is there already, with an issuer, an audience and claims; leave those out");
        }
        JsonObject unused = CompleteClaims.of(claimSet, given, name, "https://issuer.example.com");
    }

    /**
     * {@return an identity with a token of the only issuer, for its first audience, valid for an hour, with the name as
     * its claim {@code sub}}
     *
     * @param name how the test calls the identity
     * @throws IllegalArgumentException if it is blank
     */
    public static IdentitySpec named(String name) {
        return new IdentitySpec(name, null, null, "{}", null, Duration.ofHours(1), null, List.of());
    }

    /**
     * {@return a copy whose token is of this issuer}
     *
     * @param url its {@code url} in the {@code AuthenticationConfiguration}
     * @throws IllegalArgumentException if the claims name another one
     */
    public IdentitySpec withIssuer(String url) {
        return new IdentitySpec(name, url, claimSet, claims, audience, expiration, tokenFile, tokenCommand);
    }

    /**
     * {@return a copy whose token has claims as a well-known issuer makes them} Claims that are also given override
     * them. If no issuer is named and the file has several, it is the one whose URL is usual for the set.
     *
     * @param other the set; {@code null} for none
     * @throws IllegalArgumentException if it is not known what follows from the given claims
     */
    public IdentitySpec withClaimSet(@Nullable ClaimSet other) {
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
        return new IdentitySpec(name, issuer, claimSet, json, audience, expiration, tokenFile, tokenCommand);
    }

    /**
     * {@return a copy whose token is for this audience}
     *
     * @param other who the token is meant for
     * @throws IllegalArgumentException if the claims have another one
     */
    public IdentitySpec withAudience(String other) {
        return new IdentitySpec(name, issuer, claimSet, claims, other, expiration, tokenFile, tokenCommand);
    }

    /**
     * {@return a copy whose token has another lifetime}
     *
     * @param other how long the token is valid, in whole seconds
     * @throws IllegalArgumentException if it is less than a second
     */
    public IdentitySpec withExpiration(Duration other) {
        return new IdentitySpec(name, issuer, claimSet, claims, audience, other, tokenFile, tokenCommand);
    }

    /**
     * {@return a copy whose token is in a file, as its issuer has made it} That works on every cluster that knows the
     * issuer. The file is read again before the token ends.
     *
     * @param file a file of this user or root, which nobody else may write to, with a JSON Web Token or an opaque token
     * @throws IllegalArgumentException if issuer, audience or claims are given too
     */
    public IdentitySpec withTokenFile(Path file) {
        return new IdentitySpec(name, issuer, claimSet, claims, audience, expiration, file, tokenCommand);
    }

    /**
     * {@return a copy whose token is what a program prints, as its issuer has made it} That works on every cluster that
     * knows the issuer. The program runs again before the token ends.
     *
     * @param program its name or path
     * @param arguments its arguments. It prints the token, or an {@code ExecCredential}, as plugins of kubectl do
     * @throws IllegalArgumentException if issuer, audience or claims are given too
     */
    public IdentitySpec withTokenCommand(String program, String... arguments) {
        List<String> command =
                Stream.concat(Stream.of(program), Stream.of(arguments)).toList();
        return new IdentitySpec(name, issuer, claimSet, claims, audience, expiration, tokenFile, command);
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

    /** {@return the URL of the issuer; {@code null} for the only one} */
    @Override
    public @Nullable String issuer() {
        return issuer == null && parse(claims).get(ISSUER) instanceof JsonPrimitive named
                ? named.getAsString()
                : issuer;
    }

    /** {@return whether the token is supplied, by a file or a program} */
    @API(status = API.Status.INTERNAL)
    public boolean isSupplied() {
        return tokenFile != null || !tokenCommand.isEmpty();
    }

    @API(status = API.Status.INTERNAL)
    @Override
    public String subject() {
        return "identity \"" + name + "\"";
    }

    @API(status = API.Status.INTERNAL)
    @Override
    public String settings() {
        if (isSupplied()) {
            return tokenFile == null ? "token of the program " + tokenCommand.get(0) : "token in " + tokenFile;
        }
        return "issuer " + issuer + ", claim set " + claimSet + ", claims " + claims + ", audience " + audience
                + ", expiration " + UserSpec.seconds(expiration);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof IdentitySpec that
                && name.equals(that.name)
                && Objects.equals(issuer, that.issuer)
                && claimSet == that.claimSet
                && parse(claims).equals(parse(that.claims))
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
}
