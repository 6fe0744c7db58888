package dev.kubeuser.cluster.internal;

import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.cluster.LaunchOptions;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import io.kubernetes.client.util.credentials.Authentication;
import io.kubernetes.client.util.credentials.ClientCertificateAuthentication;
import io.kubernetes.client.util.credentials.KubeconfigAuthentication;
import io.kubernetes.client.util.credentials.RefreshAuthentication;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;

/** Connections with the credential of a kubeconfig: a certificate, or a token that is renewed in time. */
public final class AdminClient implements AutoCloseable {

    /** Much shorter than the life of any token, and longer than a credential plugin takes. */
    static final Duration TOKEN_REFRESH = Duration.ofMinutes(1);

    private final ApiRequests unguarded;
    private final ApiRequests requests;
    private final RequestGuard guard;

    private AdminClient(ApiRequests unguarded, RequestGuard guard) {
        this.unguarded = unguarded;
        this.requests = unguarded.by(guard.addTo(unguarded.http().newBuilder()).build());
        this.guard = guard;
    }

    /** Connects to a server started here, at the address by which this machine reaches it. */
    public static AdminClient local(KubeConfig config, URI server, LaunchOptions launch) throws IOException {
        return connect(config, Endpoint.local(config), server, launch);
    }

    /**
     * Connects.
     *
     * @param config the kubeconfig
     * @param endpoint the server that the kubeconfig names
     * @param server its address
     * @param launch how long a credential plugin may take, and each request
     */
    static AdminClient connect(KubeConfig config, Endpoint endpoint, URI server, LaunchOptions launch)
            throws IOException {
        Optional<Object> exec = takePlugin(config);
        OkHttpClient.Builder prepared = exec.isPresent()
                ? connect(config, endpoint, CredentialPlugin.of(exec.get()), launch)
                : connect(ClientBuilder.kubeconfig(config, TOKEN_REFRESH));
        OkHttpClient http = prepared.proxy(endpoint.proxy())
                .socketFactory(new NoDelaySocketFactory())
                .addInterceptor(new InterruptibleCalls())
                .build();
        return guarded(http, endpoint, server, launch.requestTimeout());
    }

    /** Connects to a server started here. The official client is not needed for that, nor are its classes. */
    static AdminClient connect(AdminToken token, Endpoint endpoint, Duration requestTimeout) {
        String authorization = "Bearer " + token.token();
        OkHttpClient http = endpoint.client()
                .addInterceptor(chain -> chain.proceed(
                        endpoint.isAt(chain.request().url())
                                ? chain.request()
                                        .newBuilder()
                                        .header("Authorization", authorization)
                                        .build()
                                : chain.request()))
                .build();
        return guarded(http, endpoint, token.server(), requestTimeout);
    }

    private static AdminClient guarded(OkHttpClient http, Endpoint endpoint, URI server, Duration requestTimeout) {
        ApiRequests unguarded = new ApiRequests(http, HttpUrl.get(server.toString()));
        RequestGuard guard = new RequestGuard(endpoint, new Readyz(unguarded), requestTimeout);
        return new AdminClient(unguarded, guard);
    }

    /** Removes the plugin from the kubeconfig, because the official client would run it too. */
    private static Optional<Object> takePlugin(KubeConfig config) {
        return config.getUsers().get(0) instanceof Map<?, ?> entry && entry.get("user") instanceof Map<?, ?> user
                ? Optional.ofNullable(user.remove("exec"))
                : Optional.empty();
    }

    private static OkHttpClient.Builder connect(ClientBuilder builder) throws IOException {
        requireCredential(builder.getAuthentication());
        return builder.build().getHttpClient().newBuilder();
    }

    private static OkHttpClient.Builder connect(
            KubeConfig config, Endpoint endpoint, CredentialPlugin plugin, LaunchOptions launch) throws IOException {
        ExecCredential credential = plugin.run(launch.startTimeout(ClusterKind.EXISTING));
        ClientBuilder builder = ClientBuilder.kubeconfig(config, TOKEN_REFRESH);
        if (credential.token().isEmpty()) {
            builder.setAuthentication(
                    new ClientCertificateAuthentication(bytes(credential.certificate()), bytes(credential.key())));
            return builder.build().getHttpClient().newBuilder();
        }
        Duration again = launch.startTimeout(ClusterKind.EXISTING).compareTo(launch.requestTimeout()) < 0
                ? launch.startTimeout(ClusterKind.EXISTING)
                : launch.requestTimeout();
        return builder.build()
                .getHttpClient()
                .newBuilder()
                .addInterceptor(new PluginToken(
                        endpoint, plugin, again, credential.token().get()));
    }

    private static byte[] bytes(Optional<String> pem) {
        return pem.orElseThrow().getBytes(StandardCharsets.US_ASCII);
    }

    /** Without a credential, the official client continues as the anonymous user. */
    private static void requireCredential(Authentication authentication) throws IOException {
        Authentication found = authentication instanceof KubeconfigAuthentication chosen
                ? chosen.getDelegateAuthentication()
                : authentication;
        if (!(found instanceof ClientCertificateAuthentication || found instanceof RefreshAuthentication)) {
            throw new IOException("its user has no usable credential: a client certificate with its key, a token, or a"
                    + " credential plugin (exec) that provides one of them");
        }
    }

    public ApiRequests requests() {
        return requests;
    }

    /**
     * Opens the first connection to a server that is still starting, which answers as soon as it serves.
     *
     * @throws IOException if it does not answer in time
     */
    void open(Duration patience) throws IOException {
        OkHttpClient patient = guard.limit(unguarded.http().newBuilder())
                .readTimeout(patience)
                .callTimeout(patience)
                .build();
        Request version = new Request.Builder().url(unguarded.url("version")).build();
        patient.newCall(version).execute().close();
    }

    RequestGuard guard() {
        return guard;
    }

    @Override
    public void close() {
        requests.http().connectionPool().evictAll();
    }
}
