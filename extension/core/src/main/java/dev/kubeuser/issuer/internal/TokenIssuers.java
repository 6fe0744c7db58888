package dev.kubeuser.issuer.internal;

import com.google.gson.JsonObject;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.kubeuser.base.internal.Deadline;
import dev.kubeuser.base.internal.ServingCertificate;
import dev.kubeuser.issuer.ClaimSet;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The issuers of an AuthenticationConfiguration, as far as the API server asks them: a server of this JVM says where their
 * keys are, and has them. Their names and URLs are those of the file. Thread-safe.
 *
 * @see <a href="https://openid.net/specs/openid-connect-discovery-1_0.html">OpenID Connect Discovery</a>
 */
public final class TokenIssuers implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(TokenIssuers.class.getName());

    private static final String DISCOVERY = "/.well-known/openid-configuration";
    private static final String KEYS = "/keys";
    private static final int OK = 200;

    private final AuthenticationFile file;
    private final InetAddress host;
    private final List<TokenIssuer> issuers;
    private final @Nullable HttpsServer server;
    private final String authority;

    /** The API server opens connections ahead, each of which takes a thread. */
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> daemon(task, "kubeuser-issuers"));

    private TokenIssuers(
            AuthenticationFile file,
            InetAddress host,
            List<TokenIssuer> issuers,
            @Nullable HttpsServer server,
            String authority) {
        this.file = file;
        this.host = host;
        this.issuers = List.copyOf(issuers);
        this.server = server;
        this.authority = authority;
    }

    /**
     * Serves the keys of all issuers of a file. They are generated meanwhile.
     *
     * @param host the address to listen on
     */
    public static TokenIssuers serve(AuthenticationFile file, InetAddress host) {
        TokenIssuers served = serve(file, host, List.of());
        served.say();
        return served;
    }

    /** Serves those of another file beside these. Issuers that both have keep their keys. */
    public TokenIssuers serveNext(AuthenticationFile next) {
        return serve(next, host, issuers);
    }

    private static TokenIssuers serve(AuthenticationFile file, InetAddress host, List<TokenIssuer> known) {
        List<TokenIssuer> issuers = file.issuers(known);
        if (issuers.isEmpty()) {
            return new TokenIssuers(file, host, issuers, null, "");
        }
        ServingCertificate serving = ServingCertificate.issue(host);
        try {
            HttpsServer server = HttpsServer.create(new InetSocketAddress(host, 0), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(serving.sslContext()));
            TokenIssuers served = new TokenIssuers(file, host, issuers, server, serving.authorityPem());
            served.start(server);
            return served;
        } catch (IOException failure) {
            throw new UncheckedIOException(
                    "The keys of the issuers in " + file + " cannot be served at " + host.getHostAddress(), failure);
        }
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** The server's thread is a daemon if the one that starts it is. */
    private void start(HttpsServer listening) {
        for (TokenIssuer issuer : issuers) {
            listening.createContext(path(issuer) + DISCOVERY, exchange -> {
                answer(exchange, () -> issuer.configuration(url(path(issuer) + KEYS)));
                issuer.noteDiscovery();
            });
            listening.createContext(path(issuer) + KEYS, exchange -> answer(exchange, issuer::keySet));
        }
        listening.setExecutor(threads);
        Thread starter = daemon(listening::start, "kubeuser-issuers-start");
        starter.start();
        try {
            starter.join();
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
        }
    }

    private void say() {
        if (issuers.isEmpty()) {
            return;
        }
        LOG.log(
                System.Logger.Level.INFO,
                "kubeuser: this JVM has the keys of the issuers in " + file + ", for this cluster alone: "
                        + issuers.stream().map(TokenIssuer::url).collect(Collectors.joining(", "))
                        + (file.hasEgressSelector() ? ". It leaves egressSelectorType out" : ""));
    }

    private static void answer(HttpExchange exchange, Supplier<JsonObject> document) throws IOException {
        try (exchange) {
            byte[] json = document.get().toString().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(OK, json.length);
            try (OutputStream body = exchange.getResponseBody()) {
                body.write(json);
            }
        }
    }

    private String path(TokenIssuer issuer) {
        return "/issuers/" + issuers.indexOf(issuer);
    }

    private String url(String path) {
        return "https://" + address() + path;
    }

    /** Where the API server fetches the keys, as host and port. */
    public String address() {
        if (server == null) {
            throw new IllegalStateException("there is no issuer");
        }
        InetSocketAddress address = server.getAddress();
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    /** The file for the API server, which fetches all keys here. */
    public JsonObject configuration() {
        return file.fetching(authority, url -> url(path(named(url)) + DISCOVERY));
    }

    /**
     * Waits until the API server knows where all keys are: until then it refuses their tokens.
     *
     * @return an issuer of which it does not know that in time
     */
    public Optional<TokenIssuer> awaitDiscovery(Duration timeout) {
        Deadline deadline = Deadline.in(timeout);
        try {
            for (String url : file.servedUrls()) {
                TokenIssuer issuer = named(url);
                if (!issuer.discovered().await(deadline.left().toNanos(), TimeUnit.NANOSECONDS)) {
                    return Optional.of(issuer);
                }
            }
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            return issuers.stream().findFirst();
        }
        return Optional.empty();
    }

    /**
     * {@return an issuer}
     *
     * @param url its URL; {@code null} for the only one, or the only one that is usual for the set
     * @throws IllegalArgumentException if there is no such issuer, or several
     */
    public TokenIssuer issuer(@Nullable String url, ClaimSet set) {
        String found = file.issuer(url, set);
        return issuers.stream()
                .filter(issuer -> issuer.url().equals(found))
                .findFirst()
                .orElseThrow();
    }

    /** The file that names them. */
    public AuthenticationFile file() {
        return file;
    }

    private TokenIssuer named(String url) {
        return issuers.stream()
                .filter(issuer -> issuer.url().equals(url))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        if (server != null) {
            server.stop(0);
        }
        threads.shutdownNow();
    }

    /** The URLs. */
    @Override
    public String toString() {
        return "issuers " + issuers;
    }
}
