package dev.kubeuser.credential.internal;

import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.credential.BearerToken;
import dev.kubeuser.credential.CredentialException;
import dev.kubeuser.credential.IdentitySpec;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * The token of an identity as it is now: it is replaced before it ends, and when its issuer has other keys. If the cluster
 * no longer knows the issuer, it stays as it is. Thread-safe.
 */
public final class IdentityToken implements Supplier<BearerToken> {

    private final Cluster cluster;
    private final IdentitySpec identity;
    private Object keys;
    private RenewingToken token;

    /**
     * Issues a first token, or reads the one that is supplied.
     *
     * @throws CredentialException if the cluster does not know the issuer
     */
    public IdentityToken(Cluster cluster, IdentitySpec identity) {
        this.cluster = cluster;
        this.identity = identity;
        this.keys = generation();
        this.token = renewing();
    }

    private RenewingToken renewing() {
        return new RenewingToken(
                IdentityTokens.issue(cluster, identity),
                () -> IdentityTokens.issue(cluster, identity),
                InstantSource.system());
    }

    @Override
    public synchronized BearerToken get() {
        Object now = knownGeneration();
        if (!now.equals(keys)) {
            keys = now;
            token = renewing();
        }
        return token.get();
    }

    /** Another value for other keys. Those of a token that is supplied are elsewhere. */
    private Object generation() {
        return identity.isSupplied()
                ? identity
                : IdentityTokens.issuer(cluster, identity).generation();
    }

    private Object knownGeneration() {
        try {
            return generation();
        } catch (CredentialException removed) {
            return keys;
        }
    }

    /** Shows the subject and the expiry, never the token. */
    @Override
    public synchronized String toString() {
        return token.toString();
    }
}
