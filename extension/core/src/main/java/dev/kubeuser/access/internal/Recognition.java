// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.access.internal;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.internal.ApiRequests;
import dev.kubeuser.cluster.internal.AuthHeaders;
import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.cluster.internal.TokenReview;
import dev.kubeuser.cluster.internal.WhoAmI;
import dev.kubeuser.credential.BearerToken;
import dev.kubeuser.credential.CredentialException;
import io.kubernetes.client.openapi.ApiException;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Optional;
import okhttp3.Headers;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;

/**
 * Asks the API server who it takes a client or the holder of a token for: tests as another user would pass for the
 * wrong reason. Requests of reports are those of users, so no listener hears of these.
 */
public final class Recognition {

    private Recognition() {}

    /** A client without a credential, the same for all tokens of a cluster. */
    private record Holders(OkHttpClient client) {

        /** The API server ends an HTTP/2 connection after each 401, and with it what else is in flight there. */
        static OkHttpClient of(ManagedCluster cluster) {
            return cluster.context(
                            Holders.class,
                            () -> new Holders(cluster.newClient()
                                    .protocols(List.of(Protocol.HTTP_1_1))
                                    .build()))
                    .client();
        }
    }

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
     * @return empty if the server does not accept the token
     * @throws CredentialException if it does not answer
     */
    public static Optional<WhoAmI.Identity> ask(Cluster of, BearerToken token) {
        ManagedCluster cluster = ManagedCluster.of(of);
        Headers headers = AuthHeaders.bearer(token.token())
                .newBuilder()
                .set("Audit-ID", cluster.run().newAuditId())
                .build();
        OkHttpClient holder = new AuthHeaders(cluster.endpoint(), () -> headers)
                .addTo(Holders.of(cluster).newBuilder())
                .build();
        try {
            return Optional.of(
                    WhoAmI.identify(new ApiRequests(holder, cluster.endpoint().url())));
        } catch (ApiException refusal) {
            if (refusal.getCode() == HttpURLConnection.HTTP_UNAUTHORIZED) {
                return Optional.empty();
            }
            throw new CredentialException(
                    WhoAmI.unknown(cluster, "the " + token.subject().subject(), refusal), refusal);
        }
    }

    /** The server's answer to a service that received a user's token and asks whether the token is meant for it. */
    public static TokenReview review(KubeAccess access, String audience) throws ApiException {
        return TokenReview.ask(
                access.context().cluster().adminRequests(), access.token().token(), List.of(audience));
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
                ? "let the kubeconfig's user impersonate: the verb \"impersonate\" on users and groups (API group "
                        + "\"\")."
                : "check whether a proxy or load balancer in front of the server ends TLS, so that client certificates"
                        + " do not arrive; a user by @KubeUser(via = Via.IMPERSONATION) needs none.";
    }
}
