package dev.kubeuser.cluster.internal;

import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Asks an API server whether it is ready, as the client's user.
 *
 * @see <a href="https://kubernetes.io/docs/reference/using-api/health-checks/">Kubernetes API health endpoints</a>
 */
public record Readyz(ApiRequests requests) {

    /** Fails with the server's answer if the server is not ready or does not answer in time. */
    public void require(Duration timeout) throws IOException {
        OkHttpClient http = requests.http().newBuilder().callTimeout(timeout).build();
        try (Response response = http.newCall(request("readyz")).execute()) {
            if (!response.isSuccessful()) {
                throw new IOException(
                        "/readyz: " + response.code() + " " + response.body().string());
            }
        }
    }

    /**
     * Why a server no longer answers, not even with a refusal; empty if it does, or if an interrupt kept this from
     * finding out. Asks over a new connection.
     *
     * @param patience how long to wait for an answer
     */
    Optional<String> silence(Duration patience) {
        OkHttpClient http = requests.http()
                .newBuilder()
                .connectTimeout(patience)
                .readTimeout(patience)
                .callTimeout(patience)
                .connectionPool(new ConnectionPool())
                .build();
        try (Response response = http.newCall(request("version")).execute()) {
            String body = response.body().string();
            return !response.isSuccessful() || isObject(body) ? Optional.empty() : Optional.of("its answer broke off");
        } catch (IOException broken) {
            return Thread.currentThread().isInterrupted()
                    ? Optional.empty()
                    : Optional.of(describe(broken, patience) + proxyOf(http));
        } finally {
            http.connectionPool().evictAll();
        }
    }

    /** Names the proxy on the way, which may be to blame; empty if there is none. */
    private String proxyOf(OkHttpClient http) {
        Proxy own = http.proxy();
        List<Proxy> proxies =
                own == null ? http.proxySelector().select(requests.base().uri()) : List.of(own);
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

    private Request request(String path) {
        return new Request.Builder().url(requests.url(path)).build();
    }

    private static String describe(IOException broken, Duration patience) {
        if (broken instanceof UnknownHostException) {
            return "no address is known for the name " + broken.getMessage();
        }
        return broken instanceof InterruptedIOException
                ? "no word within " + patience.toMillis() / 1000.0 + " s"
                : String.valueOf(broken.getMessage());
    }
}
