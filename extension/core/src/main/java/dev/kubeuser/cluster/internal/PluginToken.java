package dev.kubeuser.cluster.internal;

import java.io.IOException;
import java.time.Duration;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Authenticates requests to the API server with the token of a credential plugin. Runs the plugin again before a token
 * can expire.
 */
final class PluginToken implements Interceptor {

    private final Endpoint endpoint;
    private final CredentialPlugin plugin;
    private final Duration timeout;
    private String token;
    private long since = System.nanoTime();

    PluginToken(Endpoint endpoint, CredentialPlugin plugin, Duration timeout, String first) {
        this.endpoint = endpoint;
        this.plugin = plugin;
        this.timeout = timeout;
        this.token = first;
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        Request request = chain.request();
        return chain.proceed(
                endpoint.isAt(request.url())
                        ? request.newBuilder()
                                .header("Authorization", "Bearer " + token())
                                .build()
                        : request);
    }

    private synchronized String token() throws IOException {
        if (System.nanoTime() - since > AdminClient.TOKEN_REFRESH.toNanos()) {
            token = plugin.run(timeout)
                    .token()
                    .orElseThrow(() -> new IOException("the " + plugin + " returned no token"));
            since = System.nanoTime();
        }
        return token;
    }
}
