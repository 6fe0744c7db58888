// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.credential.internal;

import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.credential.BearerToken;
import dev.kubeuser.credential.CredentialException;
import dev.kubeuser.credential.IdentitySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * A token that is replaced before it ends: who asks for it gets one with at least a fifth of its life left. That of an
 * identity is replaced too when its issuer has other keys. While no new token can be had, for example because the
 * ServiceAccount is gone or the cluster no longer knows the issuer, it stays as it is. Thread-safe.
 */
public final class RenewingToken implements Supplier<BearerToken> {

    private static final System.Logger LOG = System.getLogger(RenewingToken.class.getName());

    /** How long a refused renewal is not tried again. */
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final Supplier<BearerToken> request;
    private final Supplier<String> keyId;
    private final InstantSource clock;
    private String signing;
    private BearerToken token;
    private Instant renewal;

    /**
     * Begins with a token that was just issued.
     *
     * @param first the token
     * @param request requests the next one
     * @param clock the time
     */
    public RenewingToken(BearerToken first, Supplier<BearerToken> request, InstantSource clock) {
        this(first, request, clock, () -> "", "");
    }

    private RenewingToken(
            BearerToken first,
            Supplier<BearerToken> request,
            InstantSource clock,
            Supplier<String> keyId,
            String signing) {
        this.request = request;
        this.keyId = keyId;
        this.clock = clock;
        this.signing = signing;
        this.token = first;
        this.renewal = renewal(clock.instant(), first);
    }

    /**
     * Issues a first token of an identity, or reads the one that is supplied.
     *
     * @throws CredentialException if the cluster does not know the issuer
     */
    public static RenewingToken of(Cluster cluster, IdentitySpec identity) {
        Supplier<String> keyId = () -> IdentityTokens.keyId(cluster, identity);
        Supplier<BearerToken> issue = () -> IdentityTokens.issue(cluster, identity);
        String signing = keyId.get();
        return new RenewingToken(issue.get(), issue, InstantSource.system(), keyId, signing);
    }

    /** The token, as new as it can be. */
    @Override
    public synchronized BearerToken get() {
        Instant now = clock.instant();
        if (hasOtherKey() || !now.isBefore(renewal)) {
            renew(now);
        }
        return token;
    }

    private boolean hasOtherKey() {
        try {
            String former = signing;
            signing = keyId.get();
            return !signing.equals(former);
        } catch (CredentialException removed) {
            return false;
        }
    }

    private void renew(Instant now) {
        try {
            token = request.get();
            renewal = renewal(now, token);
        } catch (CredentialException refused) {
            renewal = now.plus(PAUSE);
            LOG.log(
                    System.Logger.Level.WARNING,
                    "kubeuser: the " + token + ", is not renewed yet: " + refused.getMessage());
        }
    }

    /** After four fifths of a life, as the kubelet renews the tokens of pods. */
    private static Instant renewal(Instant issued, BearerToken token) {
        return issued.plus(
                Duration.between(issued, token.expirationTime()).multipliedBy(4).dividedBy(5));
    }

    /** Shows the subject and the expiry, never the token. */
    @Override
    public synchronized String toString() {
        return token.toString();
    }
}
