package dev.kubeuser.cluster.embedded;

import dev.kubeuser.authorizer.internal.AuthorizerWebhooks;
import dev.kubeuser.issuer.internal.TokenIssuers;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The files by which an API server authenticates and authorizes, with the servers of this JVM that they name.
 *
 * @param authentication {@code null} for none
 * @param authorization {@code null} for none
 */
record ServedFiles(
        @Nullable ServedAuthentication authentication,
        @Nullable ServedAuthorization authorization) {

    static final ServedFiles NONE = new ServedFiles(null, null);

    Optional<TokenIssuers> issuers() {
        return Optional.ofNullable(authentication).map(ServedAuthentication::issuers);
    }

    Optional<AuthorizerWebhooks> authorizers() {
        return Optional.ofNullable(authorization).map(ServedAuthorization::webhooks);
    }

    void close() {
        if (authentication != null) {
            authentication.close();
        }
        if (authorization != null) {
            authorization.close();
        }
    }
}
