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
     * Issues a first token.
     *
     * @throws CredentialException if the cluster does not know the issuer
     */
    public IdentityToken(Cluster cluster, IdentitySpec identity) {
        this.cluster = cluster;
        this.identity = identity;
        this.keys = IdentityTokens.issuer(cluster, identity).generation();
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
        Object now = generation();
        if (!now.equals(keys)) {
            keys = now;
            token = renewing();
        }
        return token.get();
    }

    private Object generation() {
        try {
            return IdentityTokens.issuer(cluster, identity).generation();
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
