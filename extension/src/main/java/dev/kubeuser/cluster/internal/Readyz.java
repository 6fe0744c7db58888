package dev.kubeuser.cluster.internal;

import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
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

    private static final Duration NEWS_TIMEOUT = Duration.ofSeconds(3);

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
     */
    Optional<String> silence() {
        OkHttpClient http = requests.http()
                .newBuilder()
                .callTimeout(NEWS_TIMEOUT)
                .connectionPool(new ConnectionPool())
                .build();
        try (Response response = http.newCall(request("version")).execute()) {
            String body = response.body().string();
            return !response.isSuccessful() || isObject(body) ? Optional.empty() : Optional.of("its answer broke off");
        } catch (IOException broken) {
            return Thread.currentThread().isInterrupted() ? Optional.empty() : Optional.of(describe(broken));
        } finally {
            http.connectionPool().evictAll();
        }
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

    private static String describe(IOException broken) {
        return broken instanceof InterruptedIOException
                ? "no word within " + NEWS_TIMEOUT.toSeconds() + " s"
                : String.valueOf(broken.getMessage());
    }
}
