package dev.kubeuser.access.internal;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.internal.ApiRequests;
import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.cluster.internal.WhoAmI;
import dev.kubeuser.credential.BearerToken;
import dev.kubeuser.credential.CredentialException;
import io.kubernetes.client.openapi.ApiException;
import java.net.HttpURLConnection;
import java.util.Optional;

/** Asks the API server who it takes a client for: tests as another user would pass for the wrong reason. */
public final class Recognition {

    private Recognition() {}

    /**
     * Asks the server whether it knows a user by the user's name. It does not if a proxy in between drops the
     * credential, or if impersonation is refused.
     *
     * @param access the user's access
     * @throws CredentialException if it does not
     */
    public static void require(KubeAccess access) {
        String seen = seen(access);
        if (!seen.equals(access.name())) {
            throw new CredentialException("The server at " + access.cluster().server() + " takes \"" + access.name()
                    + "\" for \"" + seen + "\". What to do: " + advice(access));
        }
    }

    /**
     * Asks the server who the holder of a token is.
     *
     * @param requests send the token
     * @return empty if the server does not accept the token
     * @throws CredentialException if it does not answer
     */
    public static Optional<WhoAmI.Identity> ask(ApiRequests requests, ManagedCluster cluster, BearerToken token) {
        try {
            return Optional.of(WhoAmI.identify(requests));
        } catch (ApiException refusal) {
            if (refusal.getCode() == HttpURLConnection.HTTP_UNAUTHORIZED) {
                return Optional.empty();
            }
            throw new CredentialException(
                    WhoAmI.unknown(cluster, "the " + token.subject().subject(), refusal), refusal);
        }
    }

    private static String seen(KubeAccess access) {
        try {
            return WhoAmI.ask(new ApiRequests(access.httpClient(), access.baseUrl()))
                    .name();
        } catch (ApiException refusal) {
            throw new CredentialException(
                    WhoAmI.unknown(access.cluster(), "\"" + access.name() + "\"", refusal) + "\n"
                            + access.expired().orElseGet(() -> "What to do: " + advice(access)),
                    refusal);
        }
    }

    private static String advice(KubeAccess access) {
        return access.isImpersonated()
                ? "let the kubeconfig's user impersonate: the verb \"impersonate\" on users and groups (API group \"\")."
                : "check whether a proxy or load balancer in front of the server ends TLS, so that client certificates"
                        + " do not arrive; a user by @KubeUser(via = Via.IMPERSONATION) needs none.";
    }
}
