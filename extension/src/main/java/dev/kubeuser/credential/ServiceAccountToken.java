package dev.kubeuser.credential;

import dev.kubeuser.credential.internal.Secret;
import java.time.Instant;
import java.util.Objects;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/** A token of a ServiceAccount: what a pod, or a test, presents to the API server. Immutable. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class ServiceAccountToken {

    private final ServiceAccountSpec account;
    private final Secret token;
    private final Instant expires;

    /**
     * Wraps a token that was issued elsewhere.
     *
     * @param account whose token it is
     * @param token the token itself, a secret
     * @param expires when it expires
     */
    public ServiceAccountToken(ServiceAccountSpec account, String token, Instant expires) {
        this.account = account;
        this.token = new Secret(token);
        this.expires = expires;
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
     * {@return when it expires}
     */
    public Instant expires() {
        return expires;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ServiceAccountToken that
                && account.equals(that.account)
                && token.equals(that.token)
                && expires.equals(that.expires);
    }

    @Override
    public int hashCode() {
        return Objects.hash(account, token, expires);
    }

    /** Shows the ServiceAccount and the expiry, never the token. */
    @Override
    public String toString() {
        return "token of " + account.subject() + ", valid until " + expires;
    }
}
