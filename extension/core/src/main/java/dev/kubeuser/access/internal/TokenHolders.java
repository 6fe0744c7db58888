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
import java.util.List;
import java.util.Optional;
import okhttp3.Headers;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;

/**
 * Asks an API server who the holders of tokens are: one SelfSubjectReview for each, all over the same connections. Requests
 * of reports are those of users, so no listener hears of these. Thread-safe.
 */
public final class TokenHolders {

    private final ManagedCluster cluster;
    private final OkHttpClient client;

    /** The API server ends an HTTP/2 connection after each 401, and with it what else is in flight there. */
    private TokenHolders(ManagedCluster cluster) {
        this.cluster = cluster;
        this.client = cluster.newClient().protocols(List.of(Protocol.HTTP_1_1)).build();
    }

    /** Those of a cluster, the same for all callers. */
    public static TokenHolders of(Cluster cluster) {
        ManagedCluster managed = ManagedCluster.of(cluster);
        return managed.context(TokenHolders.class, () -> new TokenHolders(managed));
    }

    /** What the API server says to somebody who got a user's token and asks whether it is meant for them. */
    public static TokenReview review(KubeAccess access, String audience) throws ApiException {
        return TokenReview.ask(
                access.context().cluster().adminRequests(), access.token().token(), List.of(audience));
    }

    /**
     * {@return who the holder of a token is; empty if the server does not accept the token}
     *
     * @throws CredentialException if the server does not answer
     */
    public Optional<WhoAmI.Identity> ask(BearerToken token) {
        Headers headers = AuthHeaders.bearer(token.token())
                .newBuilder()
                .set("Audit-ID", cluster.run().newAuditId())
                .build();
        OkHttpClient holder = new AuthHeaders(cluster.endpoint(), () -> headers)
                .addTo(client.newBuilder())
                .build();
        return Recognition.ask(new ApiRequests(holder, cluster.adminRequests().base()), cluster, token);
    }
}
