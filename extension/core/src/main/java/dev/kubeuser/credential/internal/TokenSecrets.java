package dev.kubeuser.credential.internal;

import dev.kubeuser.base.internal.Deadline;
import dev.kubeuser.credential.BearerToken;
import dev.kubeuser.credential.CredentialException;
import dev.kubeuser.credential.ServiceAccountSpec;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1Secret;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The tokens in Secrets of type {@code kubernetes.io/service-account-token}, which a controller of the cluster fills.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/concepts/configuration/secret/#serviceaccount-token-secrets">ServiceAccount token
 *     Secrets</a>
 */
final class TokenSecrets {

    private static final String TYPE = "kubernetes.io/service-account-token";
    private static final String ACCOUNT = "kubernetes.io/service-account.name";
    private static final Duration FOR_THE_CONTROLLER = Duration.ofSeconds(30);

    private final CoreV1Api core;

    TokenSecrets(CoreV1Api core) {
        this.core = core;
    }

    /** Waits until the Secret has a token. */
    BearerToken token(ServiceAccountSpec account, String secret) {
        Deadline deadline = Deadline.in(FOR_THE_CONTROLLER);
        return deadline.poll(() -> read(account, secret), Optional::isPresent)
                .map(token -> BearerToken.withoutEnd(account, token))
                .orElseThrow(() -> new CredentialException("The Secret " + account.namespace() + "/" + secret
                        + " has no token of the " + account.subject() + ": no controller of the cluster filled it "
                        + deadline));
    }

    private Optional<String> read(ServiceAccountSpec account, String name) {
        try {
            V1Secret secret =
                    core.readNamespacedSecret(name, account.namespace()).execute();
            requireOf(account, secret);
            return Optional.ofNullable(secret.getData())
                    .map(data -> data.get("token"))
                    .map(token -> new String(token, StandardCharsets.US_ASCII));
        } catch (ApiException refusal) {
            throw CredentialException.refused("reading the token of the " + account.subject(), refusal);
        }
    }

    private static void requireOf(ServiceAccountSpec account, V1Secret secret) {
        Map<String, String> annotations =
                Optional.ofNullable(secret.getMetadata().getAnnotations()).orElse(Map.of());
        if (!TYPE.equals(secret.getType()) || !account.name().equals(annotations.get(ACCOUNT))) {
            throw new CredentialException("The Secret " + account.namespace() + "/"
                    + secret.getMetadata().getName() + " is not for a token of the " + account.subject()
                    + ": it needs the type " + TYPE + " and the annotation " + ACCOUNT + ": " + account.name());
        }
    }
}
