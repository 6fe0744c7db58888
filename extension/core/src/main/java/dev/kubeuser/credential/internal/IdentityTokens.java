package dev.kubeuser.credential.internal;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.cluster.internal.ServedAuthentication;
import dev.kubeuser.credential.BearerToken;
import dev.kubeuser.credential.CredentialException;
import dev.kubeuser.credential.IdentitySpec;
import dev.kubeuser.issuer.internal.CompleteClaims;
import dev.kubeuser.issuer.internal.TokenIssuer;
import dev.kubeuser.issuer.internal.TokenIssuers;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Issues the tokens of identities, in the place of their issuers. */
public final class IdentityTokens {

    private IdentityTokens() {}

    /**
     * Issues a token, or reads the one that is supplied.
     *
     * @throws CredentialException if the cluster does not know the issuer
     */
    public static BearerToken issue(Cluster cluster, IdentitySpec identity) {
        if (identity.isSupplied()) {
            return SuppliedToken.read(identity);
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
}
