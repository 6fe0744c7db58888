package dev.kubeuser.cluster.internal;

import dev.kubeuser.base.internal.NoDelaySocketFactory;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import io.kubernetes.client.util.credentials.Authentication;
import io.kubernetes.client.util.credentials.ClientCertificateAuthentication;
import io.kubernetes.client.util.credentials.KubeconfigAuthentication;
import io.kubernetes.client.util.credentials.RefreshAuthentication;
import java.io.IOException;
import java.net.Proxy;
import java.net.URI;
import java.time.Duration;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/** Connections that carry the credential of a kubeconfig: a certificate, or a token that is renewed in time. */
public final class AdminClient implements AutoCloseable {

    /** Much shorter than the life of any token, and longer than a credential plugin takes. */
    private static final Duration TOKEN_REFRESH = Duration.ofMinutes(1);

    private final OkHttpClient http;
    private final String server;

    private AdminClient(OkHttpClient http, String server) {
        this.http = http;
        this.server = server;
    }

    public static AdminClient connect(KubeConfig config, URI server, @Nullable Proxy proxy) throws IOException {
        ClientBuilder builder = ClientBuilder.kubeconfig(config, TOKEN_REFRESH);
        requireCredential(builder.getAuthentication());
        ApiClient client = builder.build();
        OkHttpClient http = client.getHttpClient()
                .newBuilder()
                .proxy(proxy)
                .socketFactory(new NoDelaySocketFactory())
                .build();
        String address = server.toString();
        return new AdminClient(http, address.endsWith("/") ? address.substring(0, address.length() - 1) : address);
    }

    /** The official client only logs that a credential plugin failed, and goes on as the anonymous user. */
    private static void requireCredential(Authentication authentication) throws IOException {
        Authentication found = authentication instanceof KubeconfigAuthentication chosen
                ? chosen.getDelegateAuthentication()
                : authentication;
        if (!(found instanceof ClientCertificateAuthentication || found instanceof RefreshAuthentication)) {
            throw new IOException("its user has no usable credential: a client certificate with its key, a token, or a"
                    + " credential plugin (exec) that provides one of them; see the plugin's output above");
        }
    }

    public ApiClient create() {
        return new ApiClient(http).setBasePath(server);
    }

    @Override
    public void close() {
        http.connectionPool().evictAll();
    }
}
