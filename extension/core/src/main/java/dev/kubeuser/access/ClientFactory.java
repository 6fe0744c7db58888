package dev.kubeuser.access;

import dev.kubeuser.cluster.internal.Endpoint;
import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.cluster.internal.RequestGuard;
import dev.kubeuser.credential.ClientCredential;
import java.io.IOException;
import javax.net.ssl.KeyManager;
import okhttp3.ConnectionPool;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Creates HTTP clients that address the server by a name in its certificate and map that name to its real address, as
 * {@code curl --resolve} does. They verify the server with only the cluster's own authorities, if it has any.
 */
final class ClientFactory {

    private final Endpoint endpoint;
    private final RequestGuard guard;

    ClientFactory(ManagedCluster cluster) {
        this.endpoint = cluster.endpoint();
        this.guard = cluster.guard();
    }

    ApiServerUrl server() {
        return new ApiServerUrl(endpoint.url(), endpoint.address());
    }

    OkHttpClient create(@Nullable ClientCredential credential) {
        KeyManager[] keys =
                credential == null ? new KeyManager[0] : new KeyManager[] {new CredentialKeyManager(credential)};
        return guard.addTo(endpoint.client(keys)).build();
    }

    /** Makes a client that has its credential address the server by its name. Other servers get no credential. */
    OkHttpClient named(OkHttpClient client) {
        return endpoint.prepare(client.newBuilder())
                .connectionPool(new ConnectionPool())
                .addNetworkInterceptor(this::keepCredential)
                .build();
    }

    private Response keepCredential(Interceptor.Chain chain) throws IOException {
        Request request = chain.request();
        return chain.proceed(
                server().covers(request.url())
                        ? request
                        : request.newBuilder().removeHeader("Authorization").build());
    }
}
