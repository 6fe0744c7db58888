// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.internal;

import dev.kubeuser.base.internal.PrivateFiles;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.cluster.LaunchOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import okhttp3.OkHttpClient;
import okhttp3.Request;

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
    private final Optional<Token> token;
    private final ApiRequests unguarded;
    private final ApiRequests requests;
    private final RequestGuard guard;

    private AdminAccess(
            Path file, URI server, Endpoint endpoint, Optional<Token> token, LaunchOptions launch, KeyManager... keys) {
        this.file = file;
        this.server = server;
        this.endpoint = endpoint;
        this.token = token;
        OkHttpClient.Builder client = endpoint.client(keys);
        token.ifPresent(each -> new AuthHeaders(endpoint, () -> AuthHeaders.bearer(each.current())).addTo(client));
        OkHttpClient http = client.build();
        this.unguarded = new ApiRequests(http, endpoint.url());
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
        String token = first.substring(0, first.indexOf(','));
        Endpoint endpoint =
                Endpoint.local(server.toString(), Endpoint.certificates(Files.readAllBytes(authorities), "authority"));
        return new AdminAccess(file, server, endpoint, Optional.of(new Token(() -> token, token)), launch);
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
        Duration start = launch.startTimeout(ClusterKind.EXISTING);
        Duration again = start.compareTo(launch.requestTimeout()) < 0 ? start : launch.requestTimeout();
        CredentialPlugin.Credential credential = context.credential(start);
        Optional<Token> token = credential.token().map(first -> new Token(() -> token(context, again), first));
        return new AdminAccess(file, URI.create(context.server()), endpoint, token, launch, credential.keys());
    }

    private static String token(KubeconfigContext context, Duration timeout) throws IOException {
        return context.credential(timeout)
                .token()
                .orElseThrow(() -> new IOException("the credential of the " + context + " has no token any more"));
    }

    /** A token that is renewed before it can expire. Thread-safe. */
    private static final class Token {

        /** Gets the next token. */
        private interface Source {
            String next() throws IOException;
        }

        private final Source source;
        private String token;
        private long since = System.nanoTime();

        Token(Source source, String first) {
            this.source = source;
            this.token = first;
        }

        synchronized String current() throws IOException {
            if (System.nanoTime() - since > TOKEN_REFRESH.toNanos()) {
                token = source.next();
                since = System.nanoTime();
            }
            return token;
        }
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

    /** The administrator's bearer token at this moment, if it has one. */
    Optional<String> token() throws IOException {
        return token.isPresent() ? Optional.of(token.get().current()) : Optional.empty();
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
