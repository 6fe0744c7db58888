// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.credential;

import dev.kubeuser.credential.internal.Secret;
import java.time.Instant;
import java.util.Objects;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * A token of a ServiceAccount or of an identity: what a pod, a person's kubectl or a test presents to the API server.
 * Immutable and thread-safe.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class BearerToken {

    /** The end of a token that never expires: clients can read this time, and it does not come. */
    private static final Instant NEVER = Instant.parse("9999-12-31T23:59:59Z");

    private final SubjectSpec subject;
    private final Secret token;
    private final Instant expirationTime;

    /**
     * Wraps a token that was issued elsewhere.
     *
     * @param subject whose token it is
     * @param token the token itself, a secret
     * @param expirationTime when it expires
     */
    public BearerToken(SubjectSpec subject, String token, Instant expirationTime) {
        this.subject = subject;
        this.token = new Secret(token);
        this.expirationTime = expirationTime;
    }

    /**
     * {@return a token that never expires, such as that of a Secret of type
     * {@code kubernetes.io/service-account-token}}
     *
     * @param subject whose token it is
     * @param token the token itself, a secret
     */
    @API(status = API.Status.INTERNAL)
    public static BearerToken withoutExpiration(SubjectSpec subject, String token) {
        return new BearerToken(subject, token, NEVER);
    }

    /** {@return whose token it is} */
    public SubjectSpec subject() {
        return subject;
    }

    /** {@return the token itself, a secret: keep it out of logs and reports} */
    public String token() {
        return token.reveal();
    }

    /** {@return when it expires; the end of the year 9999 if it never does} */
    public Instant expirationTime() {
        return expirationTime;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof BearerToken that
                && subject.equals(that.subject)
                && token.equals(that.token)
                && expirationTime.equals(that.expirationTime);
    }

    @Override
    public int hashCode() {
        return Objects.hash(subject, token, expirationTime);
    }

    /** Shows the subject and the expiry, never the token. */
    @Override
    public String toString() {
        return "token of " + subject.subject()
                + (expirationTime.equals(NEVER) ? ", without an end" : ", valid until " + expirationTime);
    }
}
