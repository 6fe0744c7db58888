// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.auth.internal;

import com.google.gson.JsonObject;
import dev.kubeuser.auth.ClaimSet;
import dev.kubeuser.base.internal.Deadline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The issuers of an AuthenticationConfiguration, as far as the API server asks them: a server of this JVM serves their
 * discovery documents and keys. Their names and URLs are those of the file. Thread-safe.
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
    private final @Nullable JsonServer server;

    private TokenIssuers(
            AuthenticationFile file, InetAddress host, List<TokenIssuer> issuers, @Nullable JsonServer server) {
        this.file = file;
        this.host = host;
        this.issuers = List.copyOf(issuers);
        this.server = server;
    }

    /**
     * Serves the keys of all issuers of a file. They are generated meanwhile.
     *
     * @param host the address to listen on
     */
    public static TokenIssuers serve(AuthenticationFile file, InetAddress host) {
        TokenIssuers served = serve(file, host, List.of());
        served.log();
        return served;
    }

    /** Serves those of another file beside these. Issuers that both have keep their keys. */
    public TokenIssuers serveNext(AuthenticationFile next) {
        return serve(next, host, issuers);
    }

    private static TokenIssuers serve(AuthenticationFile file, InetAddress host, List<TokenIssuer> known) {
        List<TokenIssuer> issuers = file.issuers(known);
        if (issuers.isEmpty()) {
            return new TokenIssuers(file, host, issuers, null);
        }
        try {
            JsonServer server = JsonServer.open(host, "kubeuser-issuers");
            TokenIssuers served = new TokenIssuers(file, host, issuers, server);
            issuers.forEach(issuer -> served.serve(server, issuer));
            server.start();
            return served;
        } catch (IOException failure) {
            throw new UncheckedIOException(
                    "The keys of the issuers in " + file + " cannot be served at " + host.getHostAddress(), failure);
        }
    }

    private void serve(JsonServer listening, TokenIssuer issuer) {
        String path = path(issuer);
        listening.serve("GET", path + DISCOVERY, exchange -> {
            JsonServer.answer(exchange, OK, issuer.configuration(listening.url(path + KEYS)));
            issuer.noteDiscovery();
        });
        listening.serve("GET", path + KEYS, exchange -> JsonServer.answer(exchange, OK, issuer.keySet()));
    }

    private void log() {
        if (issuers.isEmpty()) {
            return;
        }
        LOG.log(
                System.Logger.Level.INFO,
                "kubeuser: this JVM has the keys of the issuers in " + file + ", for this cluster alone: "
                        + issuers.stream().map(TokenIssuer::url).collect(Collectors.joining(", "))
                        + (file.hasEgressSelector() ? ". It leaves egressSelectorType out" : ""));
    }

    private String path(TokenIssuer issuer) {
        return "/issuers/" + issuers.indexOf(issuer);
    }

    /** Where the API server fetches the keys, as host and port. */
    public String address() {
        if (server == null) {
            throw new IllegalStateException("there is no issuer");
        }
        return server.address();
    }

    /** The file for the API server, which fetches all keys here. */
    public JsonObject configuration() {
        return server == null
                ? file.fetching("", url -> "")
                : file.fetching(server.authorityPem(), url -> server.url(path(of(url)) + DISCOVERY));
    }

    /**
     * Waits until the API server knows where all keys are: until then it refuses their tokens.
     *
     * @return an issuer of which it does not know that in time
     */
    public Optional<TokenIssuer> awaitDiscovery(Duration timeout) {
        Deadline deadline = Deadline.in(timeout);
        try {
            for (TokenIssuer issuer : issuers) {
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
    public TokenIssuer issuer(@Nullable String url, @Nullable ClaimSet set) {
        return of(file.issuer(url, set));
    }

    private TokenIssuer of(String url) {
        return issuers.stream()
                .filter(issuer -> issuer.url().equals(url))
                .findFirst()
                .orElseThrow();
    }

    /** The file that names them. */
    public AuthenticationFile file() {
        return file;
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
    }

    /** The URLs. */
    @Override
    public String toString() {
        return "issuers " + issuers;
    }
}
