package dev.kubeuser.credential;

import java.time.Instant;

/**
 * A token of a ServiceAccount: what a pod, or a test, shows the API server. An immutable value.
 *
 * @param account whose token it is
 * @param token the token itself, a secret: keep it out of logs and reports
 * @param expires when it ceases to be valid
 */
public record ServiceAccountToken(ServiceAccountSpec account, String token, Instant expires) {

    /** Names the ServiceAccount and the end of validity, never the token. */
    @Override
    public String toString() {
        return "token of " + account.subject() + ", valid until " + expires;
    }
}
