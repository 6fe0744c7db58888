// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.credential.internal;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.kubeuser.auth.internal.CompleteClaims;
import dev.kubeuser.auth.internal.JsonWebToken;
import dev.kubeuser.auth.internal.TokenIssuer;
import dev.kubeuser.auth.internal.TokenIssuers;
import dev.kubeuser.base.internal.TextFile;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.internal.CredentialPlugin;
import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.cluster.internal.ServedAuthentication;
import dev.kubeuser.credential.BearerToken;
import dev.kubeuser.credential.CredentialException;
import dev.kubeuser.credential.IdentitySpec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Issues the tokens of identities in the place of their issuers, or reads what a file holds or a program prints: its
 * issuer has the key then, and the API server knows the issuer.
 */
public final class IdentityTokens {

    /** What a header of a request takes. */
    private static final int LONGEST = 64 * 1024;

    /** How long a program may take, for example to ask an identity provider. */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** When an opaque token is read again, as the clients of Kubernetes do with each file. */
    private static final Duration OPAQUE_LIFE = Duration.ofMinutes(1);

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

    private IdentityTokens() {}

    /**
     * Issues a token, or reads the one that is supplied.
     *
     * @throws CredentialException if the cluster does not know the issuer
     */
    public static BearerToken issue(Cluster cluster, IdentitySpec identity) {
        if (identity.isSupplied()) {
            return supplied(identity);
        }
        TokenIssuer issuer = issuer(cluster, identity);
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Instant end = now.plus(identity.expiration());
        JsonObject given = JsonParser.parseString(identity.claims()).getAsJsonObject();
        JsonObject claims = CompleteClaims.of(identity.claimSet(), given, identity.name(), issuer.url());
        claims.addProperty("iss", issuer.url());
        if (!claims.has("aud")) {
            claims.addProperty("aud", audience(issuer, identity));
        }
        claims.addProperty("iat", now.getEpochSecond());
        claims.addProperty("nbf", now.getEpochSecond());
        claims.addProperty("exp", end.getEpochSecond());
        return new BearerToken(identity, issuer.sign(claims), end);
    }

    /** The API server takes no issuer without audiences. */
    private static String audience(TokenIssuer issuer, IdentitySpec identity) {
        String audience = identity.audience();
        return audience == null ? issuer.audiences().get(0) : audience;
    }

    /** {@return the name of the issuer's key; empty if a token is supplied, whose key is elsewhere} */
    public static String keyId(Cluster cluster, IdentitySpec identity) {
        return identity.isSupplied() ? "" : issuer(cluster, identity).keyId();
    }

    /**
     * {@return the issuer of an identity's tokens}
     *
     * @throws CredentialException if the cluster does not know it
     */
    public static TokenIssuer issuer(Cluster cluster, IdentitySpec identity) {
        if (identity.isSupplied()) {
            throw new CredentialException("No token for the " + identity.subject()
                    + " can be signed: it has a token of its own, whose issuer has the key");
        }
        TokenIssuers issuers = ManagedCluster.of(cluster)
                .authentication()
                .map(ServedAuthentication::issuers)
                .orElseThrow(() -> new CredentialException("There is no token for the " + identity.subject()
                        + ": the " + cluster
                        + " has no issuers. Name a file with them by ClusterSpec.withAuthentication,"
                        + " @KubeCluster(authentication = ...) or kubeuser.authentication"));
        try {
            return issuers.issuer(identity.issuer(), identity.claimSet());
        } catch (IllegalArgumentException unknown) {
            throw new CredentialException(
                    "There is no token for the " + identity.subject() + ": " + unknown.getMessage(), unknown);
        }
    }

    /** The token as it is now. A message shows none of what was read. */
    private static BearerToken supplied(IdentitySpec identity) {
        try {
            String token = text(identity).strip();
            if (token.length() > LONGEST) {
                throw new IOException(place(identity) + " has more than " + LONGEST + " bytes");
            }
            if (!FORM.matcher(token).matches()) {
                throw new IOException(place(identity) + " has something else than one token");
            }
            Instant end = expiration(token).orElseGet(() -> Instant.now().plus(OPAQUE_LIFE));
            if (!end.isAfter(Instant.now())) {
                throw new IOException("the token of " + place(identity) + " expired at " + end);
            }
            return new BearerToken(identity, token, end);
        } catch (IOException unusable) {
            throw new CredentialException(
                    "There is no token for the " + identity.subject() + ": " + unusable.getMessage(), unusable);
        }
    }

    private static String place(IdentitySpec identity) {
        Path file = identity.tokenFile();
        return file == null ? "the program " + identity.tokenCommand().get(0) : file.toString();
    }

    private static String text(IdentitySpec identity) throws IOException {
        Path file = identity.tokenFile();
        if (file == null) {
            return CredentialPlugin.of(identity.tokenCommand()).token(LIMIT);
        }
        try {
            return TextFile.read(file);
        } catch (IOException unusable) {
            throw new IOException(file + " cannot be read: " + unusable.getMessage(), unusable);
        }
    }

    /** An opaque token has a form that only its issuer knows. */
    private static Optional<Instant> expiration(String token) {
        try {
            return JsonWebToken.read(token).claims().get("exp") instanceof JsonPrimitive end
                    ? Optional.of(Instant.ofEpochSecond(end.getAsLong()))
                    : Optional.empty();
        } catch (RuntimeException opaque) {
            return Optional.empty();
        }
    }
}
