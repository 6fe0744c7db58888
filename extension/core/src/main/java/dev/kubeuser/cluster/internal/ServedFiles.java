package dev.kubeuser.cluster.internal;

import dev.kubeuser.authorizer.internal.AuthorizerWebhooks;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The files by which an API server authenticates and authorizes, with the servers of this JVM that they name.
 *
 * @param authentication {@code null} for none
 * @param authorization {@code null} for none
 */
public record ServedFiles(
        @Nullable ServedAuthentication authentication,
        @Nullable ServedAuthorization authorization) implements AutoCloseable {

    public static final ServedFiles NONE = new ServedFiles(null, null);

    public Optional<AuthorizerWebhooks> authorizers() {
        return Optional.ofNullable(authorization).map(ServedAuthorization::webhooks);
    }

    @Override
    public void close() {
        if (authentication != null) {
            authentication.close();
        }
        if (authorization != null) {
            authorization.close();
        }
    }
}
