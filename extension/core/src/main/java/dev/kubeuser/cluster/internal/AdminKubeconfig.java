package dev.kubeuser.cluster.internal;

import dev.kubeuser.cluster.LaunchOptions;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.util.KubeConfig;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A kubeconfig with an administrator's credential, and the connections that use it. */
public final class AdminKubeconfig implements AutoCloseable {

    private final Path file;
    private final URI server;
    private final Endpoint endpoint;
    private final AdminClient client;

    private AdminKubeconfig(Path file, URI server, Endpoint endpoint, AdminClient client) {
        this.file = file;
        this.server = server;
        this.endpoint = endpoint;
        this.client = client;
    }

    /** The administrator of a server started here. */
    public static AdminKubeconfig local(Path file, LaunchOptions launch) throws IOException {
        KubeConfig config = parse(file);
        return connect(file, config, Endpoint.local(config), launch);
    }

    /** The same, with connections that use a token of the same user. */
    public static AdminKubeconfig local(Path file, AdminToken token, LaunchOptions launch) {
        Endpoint endpoint = Endpoint.local(token.server().toString(), token.authorities());
        return new AdminKubeconfig(
                file, token.server(), endpoint, AdminClient.connect(token, endpoint, launch.requestTimeout()));
    }

    /** The administrator of a server that was started elsewhere. */
    public static AdminKubeconfig foreign(Path file, LaunchOptions launch) throws IOException {
        KubeConfig config = parse(file);
        return connect(file, config, Endpoint.foreign(config), launch);
    }

    private static AdminKubeconfig connect(Path file, KubeConfig config, Endpoint endpoint, LaunchOptions launch)
            throws IOException {
        URI server = URI.create(config.getServer());
        return new AdminKubeconfig(file, server, endpoint, AdminClient.connect(config, endpoint, server, launch));
    }

    private static KubeConfig parse(Path file) throws IOException {
        try (Reader in = Files.newBufferedReader(file)) {
            return KubeConfig.loadKubeConfig(in);
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

    /** The guard that limits how long requests to the server take. */
    RequestGuard guard() {
        return client.guard();
    }

    /** Requests over the shared connections. */
    public ApiRequests requests() {
        return client.requests();
    }

    /** Opens the first connection to a server that is still starting. */
    public void open(Duration patience) throws IOException {
        client.open(patience);
    }

    /** Asks the server for its version. */
    public String version() throws ApiException {
        return version(requests());
    }

    /** The same, by these requests. */
    public static String version(ApiRequests requests) throws ApiException {
        return requests.get(requests.url("version")).get("gitVersion").getAsString();
    }

    @Override
    public void close() {
        client.close();
    }
}
