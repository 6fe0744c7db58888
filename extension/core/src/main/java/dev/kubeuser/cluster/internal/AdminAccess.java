// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.internal;

import dev.kubeuser.base.internal.PrivateFiles;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.cluster.LaunchOptions;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.credentials.Authentication;
import io.kubernetes.client.util.credentials.ClientCertificateAuthentication;
import io.kubernetes.client.util.credentials.KubeconfigAuthentication;
import io.kubernetes.client.util.credentials.RefreshAuthentication;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/**
 * An administrator's kubeconfig, and the connections that use its credential: a certificate, or a token that is renewed
 * in time.
 */
public final class AdminAccess implements AutoCloseable {

    /** Much shorter than the life of any token, and longer than a credential plugin takes. */
    private static final Duration TOKEN_REFRESH = Duration.ofMinutes(1);

    private final Path file;
    private final URI server;
    private final Endpoint endpoint;
    private final ApiRequests unguarded;
    private final ApiRequests requests;
    private final RequestGuard guard;

    private AdminAccess(Path file, URI server, Endpoint endpoint, OkHttpClient http, LaunchOptions launch) {
        this.file = file;
        this.server = server;
        this.endpoint = endpoint;
        this.unguarded = new ApiRequests(http, HttpUrl.get(server.toString()));
        this.guard = new RequestGuard(endpoint, unguarded, launch.requestTimeout());
        this.requests = unguarded.by(guard.addTo(http.newBuilder()).build());
    }

    /** The administrator of a server started here. */
    public static AdminAccess local(Path file, LaunchOptions launch) throws IOException {
        return local(file, KubeconfigContext.read(Files.readString(file)), launch);
    }

    /** The same, by the content of the file. */
    public static AdminAccess local(Path file, KubeconfigContext context, LaunchOptions launch) throws IOException {
        Endpoint endpoint = Endpoint.local(context.server(), context.authorities());
        return connect(file, context, endpoint, launch);
    }

    /**
     * The same, with connections that use a token of the same user. The kubeconfig is not read: that would load a YAML
     * parser, and the official client.
     *
     * @param server the address of the server
     * @param authorities the certificates of its authorities as PEM
     * @param tokens the file of which the administrator's token is the first
     * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/authentication/#static-token-file">Static
     *     token file</a>
     */
    public static AdminAccess local(Path file, URI server, Path authorities, Path tokens, LaunchOptions launch)
            throws IOException {
        String first = Files.readString(tokens);
        Headers token = AuthHeaders.bearer(first.substring(0, first.indexOf(',')));
        Endpoint endpoint = Endpoint.local(server.toString(), Endpoint.certificates(Files.readAllBytes(authorities)));
        OkHttpClient http =
                new AuthHeaders(endpoint, () -> token).addTo(endpoint.client()).build();
        return new AdminAccess(file, server, endpoint, http, launch);
    }

    /**
     * The administrator of a server that was started elsewhere.
     *
     * @param directory gets a kubeconfig with nothing else in it
     */
    public static AdminAccess foreign(Path directory, KubeconfigContext context, LaunchOptions launch)
            throws IOException {
        Path file = PrivateFiles.write(directory.resolve("admin.kubeconfig"), context.yaml());
        return connect(file, context, context.endpoint(), launch);
    }

    private static AdminAccess connect(Path file, KubeconfigContext context, Endpoint endpoint, LaunchOptions launch)
            throws IOException {
        ClientBuilder builder = ClientBuilder.kubeconfig(context.withoutPlugin(), TOKEN_REFRESH);
        Optional<CredentialPlugin> plugin = context.plugin();
        OkHttpClient.Builder http =
                plugin.isPresent() ? connected(builder, endpoint, plugin.get(), launch) : connected(builder);
        OkHttpClient prepared = endpoint.prepare(http)
                .addNetworkInterceptor(chain -> keepCredential(chain, endpoint))
                .build();
        return new AdminAccess(file, URI.create(context.server()), endpoint, prepared, launch);
    }

    private static OkHttpClient.Builder connected(ClientBuilder builder) throws IOException {
        requireCredential(builder.getAuthentication());
        return builder.build().getHttpClient().newBuilder();
    }

    private static OkHttpClient.Builder connected(
            ClientBuilder builder, Endpoint endpoint, CredentialPlugin plugin, LaunchOptions launch)
            throws IOException {
        Duration startTimeout = launch.startTimeout(ClusterKind.EXISTING);
        CredentialPlugin.Credential credential = plugin.run(startTimeout);
        if (credential.token().isEmpty()) {
            builder.setAuthentication(
                    new ClientCertificateAuthentication(bytes(credential.certificate()), bytes(credential.key())));
            return builder.build().getHttpClient().newBuilder();
        }
        Duration again = startTimeout.compareTo(launch.requestTimeout()) < 0 ? startTimeout : launch.requestTimeout();
        CredentialPlugin.Token token = new CredentialPlugin.Token(
                plugin, again, TOKEN_REFRESH, credential.token().get());
        return new AuthHeaders(endpoint, () -> AuthHeaders.bearer(token.current()))
                .addTo(builder.build().getHttpClient().newBuilder());
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

    /** The official client adds its token to each request, wherever that goes. */
    private static Response keepCredential(Interceptor.Chain chain, Endpoint endpoint) throws IOException {
        Request request = chain.request();
        return chain.proceed(
                endpoint.covers(request.url())
                        ? request
                        : request.newBuilder().removeHeader("Authorization").build());
    }

    public Path file() {
        return file;
    }

    public URI server() {
        return server;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    /** The guard that limits how long requests to the server take. */
    RequestGuard guard() {
        return guard;
    }

    /** Requests over the shared connections. */
    public ApiRequests requests() {
        return requests;
    }

    /**
     * Opens the first connection to a server that is still starting, which answers as soon as it serves.
     *
     * @throws IOException if it does not answer in time
     */
    public void open(Duration patience) throws IOException {
        OkHttpClient patient = guard.limit(unguarded.http().newBuilder())
                .readTimeout(patience)
                .callTimeout(patience)
                .build();
        Request version = new Request.Builder().url(unguarded.url("version")).build();
        patient.newCall(version).execute().close();
    }

    @Override
    public void close() {
        requests.http().connectionPool().evictAll();
    }
}
