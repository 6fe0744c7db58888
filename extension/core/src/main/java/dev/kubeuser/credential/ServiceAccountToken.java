package dev.kubeuser.credential;

import dev.kubeuser.credential.internal.Secret;
import java.time.Instant;
import java.util.Objects;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/** A token of a ServiceAccount: what a pod, or a test, presents to the API server. Immutable and thread-safe. */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class ServiceAccountToken {

    private final ServiceAccountSpec account;
    private final Secret token;
    private final Instant expirationTime;

    /**
     * Wraps a token that was issued elsewhere.
     *
     * @param account whose token it is
     * @param token the token itself, a secret
     * @param expirationTime when it expirationTime
     */
    public ServiceAccountToken(ServiceAccountSpec account, String token, Instant expirationTime) {
        this.account = account;
        this.token = new Secret(token);
        this.expirationTime = expirationTime;
    }

    /**
     * {@return whose token it is}
     */
    public ServiceAccountSpec account() {
        return account;
    }

    /**
     * {@return the token itself, a secret: keep it out of logs and reports}
     */
    public String token() {
        return token.reveal();
    }

    /**
     * {@return when it expirationTime}
     */
    public Instant expirationTime() {
        return expirationTime;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ServiceAccountToken that
                && account.equals(that.account)
                && token.equals(that.token)
                && expirationTime.equals(that.expirationTime);
    }

    @Override
    public int hashCode() {
        return Objects.hash(account, token, expirationTime);
    }

    /** Shows the ServiceAccount and the expiry, never the token. */
    @Override
    public String toString() {
        return "token of " + account.subject() + ", valid until " + expirationTime;
    }
}
