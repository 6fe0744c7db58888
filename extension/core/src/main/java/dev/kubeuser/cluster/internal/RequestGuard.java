// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.internal;

import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.jspecify.annotations.Nullable;

/**
 * Gives every request to one API server a time limit, and reports it if the whole server no longer answers. Each later
 * request first asks whether the server answers again. It waits as long as a request may take, because a busy machine
 * can silence a server for a while; after a long silence it waits less, so that a run on a stopped server ends. Watches
 * and other long-running requests have no limit; they end when the server leaves HTTP/2 pings unanswered. Thread-safe.
 */
public final class RequestGuard implements Interceptor {

    private static final Duration SHORTEST_PING_INTERVAL = Duration.ofSeconds(1);

    /** For how long a found silence explains the failures that it caused. */
    private static final Duration NEWS = Duration.ofSeconds(2);

    /** How long to wait for a server that has been silent for long. */
    private static final Duration SHORT_PATIENCE = Duration.ofSeconds(3);

    private static final Duration LONG_SILENCE = Duration.ofSeconds(30);

    private static final int SWITCHING_PROTOCOLS = 101;
    private static final Set<String> LONG_RUNNING = Set.of("attach", "exec", "log", "portforward", "proxy");

    private final Endpoint endpoint;
    private final ApiRequests unguarded;
    private final Duration timeout;
    private Optional<Silence> silence = Optional.empty();
    private long silentSince;
    private long asked;
    private volatile boolean hasAnswered;

    /**
     * That a server does not answer, not even with a refusal.
     *
     * @param reason why
     * @param isConnected whether no connection broke: the server may take connections and be stopped
     */
    public record Silence(String reason, boolean isConnected) {}

    /**
     * Guards requests to a server.
     *
     * @param endpoint the server; requests to other servers only have the time limit
     * @param unguarded ask whether it answers, with a client without this guard
     * @param timeout the limit
     */
    RequestGuard(Endpoint endpoint, ApiRequests unguarded, Duration timeout) {
        this.endpoint = endpoint;
        this.unguarded = unguarded;
        this.timeout = timeout;
    }

    /** Guards the requests of a client. Its user may set other timeouts later. */
    public OkHttpClient.Builder addTo(OkHttpClient.Builder client) {
        return limit(client).addInterceptor(this);
    }

    /** Gives the connections of a client the limits of guarded ones, so that those can take them over. */
    OkHttpClient.Builder limit(OkHttpClient.Builder client) {
        Duration half = timeout.dividedBy(2);
        return client.connectTimeout(timeout)
                .readTimeout(timeout)
                .writeTimeout(timeout)
                .pingInterval(half.compareTo(SHORTEST_PING_INTERVAL) < 0 ? SHORTEST_PING_INTERVAL : half);
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        Request request = chain.request();
        if (endpoint.covers(request.url())) {
            requireNoSilence();
        }
        boolean isLong = isLongRunning(request);
        boolean isUnlimited = isLong && chain.readTimeoutMillis() == timeout.toMillis();
        Chain limited = isUnlimited ? chain.withReadTimeout(0, TimeUnit.MILLISECONDS) : chain;
        try {
            Response response = limited.proceed(request);
            hasAnswered = true;
            return isLong || request.method().equals("HEAD") || response.code() == SWITCHING_PROTOCOLS
                    ? response
                    : complete(response);
        } catch (IOException failure) {
            throw isOfTheServer(chain) ? explained(chain, failure) : placed(request.url(), failure);
        }
    }

    /**
     * Whether the server may be to blame for a failure. It is not if the caller cancelled the request or was
     * interrupted.
     */
    private boolean isOfTheServer(Chain chain) {
        return endpoint.covers(chain.request().url())
                && !chain.call().isCanceled()
                && !Thread.currentThread().isInterrupted();
    }

    /** Reads the body here, where a failure is still a failed request, not an error of a JSON parser. */
    private static Response complete(Response response) throws IOException {
        try (ResponseBody body = response.body()) {
            return response.newBuilder()
                    .body(ResponseBody.create(body.bytes(), body.contentType()))
                    .build();
        }
    }

    private void requireNoSilence() throws IOException {
        if (isSuspect()) {
            Optional<Silence> found = silenceSince(System.nanoTime());
            if (found.isPresent()) {
                throw new IOException(noAnswer(found.get()));
            }
        }
    }

    private IOException explained(Chain chain, IOException failure) {
        Optional<Silence> found = silence();
        if (found.isPresent()) {
            return new IOException(noAnswer(found.get()), failure);
        }
        return failure instanceof SocketTimeoutException
                ? late(what(chain.request()), Duration.ofMillis(chain.readTimeoutMillis()), failure)
                : failure;
    }

    /** Explains a refused connection to another port of the API server's host. */
    private IOException placed(HttpUrl asked, IOException failure) {
        HttpUrl server = endpoint.url();
        if (!(failure instanceof ConnectException) || !asked.host().equals(server.host()) || endpoint.covers(asked)) {
            return failure;
        }
        IOException told = new ConnectException(
                "nothing answers at " + asked.host() + ":" + asked.port() + "; the API server is at " + server);
        told.initCause(failure);
        return told;
    }

    private String noAnswer(Silence found) {
        return "the API server at " + endpoint.shown() + (hasAnswered ? " no longer answers: " : " does not answer: ")
                + found.reason();
    }

    private static IOException late(String request, Duration limit, IOException failure) {
        SocketTimeoutException late = new SocketTimeoutException(request + " got no answer within "
                + limit.toMillis() / 1000.0 + " s, though the API server answers others; set kubeuser.request-timeout"
                + " to wait longer");
        late.initCause(failure);
        return late;
    }

    private static String what(Request request) {
        return request.method() + " " + request.url().encodedPath();
    }

    private synchronized boolean isSuspect() {
        return silence.isPresent();
    }

    /** Why the server does not answer, not even with a refusal; empty if it does. */
    public Optional<Silence> silence() {
        return silenceSince(System.nanoTime() - NEWS.toNanos());
    }

    /** Asks, unless the server has been asked after an instant and was silent. */
    private synchronized Optional<Silence> silenceSince(long instant) {
        if (silence.isEmpty() || asked - instant < 0) {
            long begin = System.nanoTime();
            if (silence.isEmpty()) {
                silentSince = begin;
            }
            silence = silence(patience(Duration.ofNanos(begin - silentSince)));
            asked = System.nanoTime();
        }
        return silence;
    }

    private Duration patience(Duration silent) {
        return timeout.compareTo(SHORT_PATIENCE) < 0 || silent.compareTo(LONG_SILENCE) > 0 ? SHORT_PATIENCE : timeout;
    }

    /**
     * Why a server no longer answers, not even with a refusal; empty if it does, or if an interrupt kept this from
     * finding out. Asks over a new connection.
     *
     * @param patience how long to wait for an answer
     */
    private Optional<Silence> silence(Duration patience) {
        OkHttpClient http = unguarded
                .http()
                .newBuilder()
                .connectTimeout(patience)
                .readTimeout(patience)
                .callTimeout(patience)
                .connectionPool(new ConnectionPool())
                .build();
        Request version = new Request.Builder().url(unguarded.url("version")).build();
        try (Response response = http.newCall(version).execute()) {
            String body = response.body().string();
            return !response.isSuccessful() || isObject(body)
                    ? Optional.empty()
                    : Optional.of(new Silence("its answer broke off", false));
        } catch (IOException broken) {
            return Thread.currentThread().isInterrupted()
                    ? Optional.empty()
                    : Optional.of(new Silence(
                            describe(broken, patience) + proxyOf(http), broken instanceof InterruptedIOException));
        } finally {
            http.connectionPool().evictAll();
        }
    }

    /** Names the proxy on the way, which may be to blame; empty if there is none. */
    private String proxyOf(OkHttpClient http) {
        Proxy own = http.proxy();
        List<Proxy> proxies =
                own == null ? http.proxySelector().select(unguarded.base().uri()) : List.of(own);
        return proxies.stream()
                .map(Proxy::address)
                .filter(InetSocketAddress.class::isInstance)
                .map(InetSocketAddress.class::cast)
                .map(address -> ", through the proxy " + address.getHostString() + ":" + address.getPort())
                .findFirst()
                .orElse("");
    }

    private static boolean isObject(String json) {
        try {
            return JsonParser.parseString(json).isJsonObject();
        } catch (JsonParseException brokenOff) {
            return false;
        }
    }

    private static String describe(IOException broken, Duration patience) {
        if (broken instanceof UnknownHostException) {
            return "no address is known for the name " + broken.getMessage();
        }
        return broken instanceof InterruptedIOException
                ? "no word within " + patience.toMillis() / 1000.0 + " s"
                : String.valueOf(broken.getMessage());
    }

    /**
     * Whether a request lasts as long as its user wants: a watch, a followed log, or a connection to a container.
     *
     * @see <a href="https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/">The option
     *     --long-running-request-regexp of kube-apiserver</a>
     */
    private static boolean isLongRunning(Request request) {
        HttpUrl url = request.url();
        List<String> path = url.pathSegments();
        return isTrue(url.queryParameter("watch"))
                || path.contains("watch")
                || path.stream().anyMatch(LONG_RUNNING::contains)
                || request.header("Upgrade") != null;
    }

    private static boolean isTrue(@Nullable String value) {
        return value != null && (value.isEmpty() || value.equals("1") || value.equalsIgnoreCase("true"));
    }
}
