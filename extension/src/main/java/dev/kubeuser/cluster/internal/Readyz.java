package dev.kubeuser.cluster.internal;

import com.google.gson.JsonParseException;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.VersionApi;
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
public record Readyz(ApiClient client) {

    private static final Duration NEWS_TIMEOUT = Duration.ofSeconds(3);

    /** Fails with the server's answer if the server is not ready or does not answer in time. */
    public void require(Duration timeout) throws IOException {
        var http = client.getHttpClient().newBuilder().callTimeout(timeout).build();
        Request readyz =
                new Request.Builder().url(client.getBasePath() + "/readyz").build();
        try (Response response = http.newCall(readyz).execute()) {
            if (!response.isSuccessful()) {
                throw new IOException(
                        "/readyz: " + response.code() + " " + response.body().string());
            }
        }
    }

    /** Why a server no longer answers, not even with a refusal; empty if it does. Asks over a new connection. */
    Optional<String> silence() {
        OkHttpClient http = client.getHttpClient()
                .newBuilder()
                .callTimeout(NEWS_TIMEOUT)
                .connectionPool(new ConnectionPool())
                .build();
        try {
            new VersionApi(new ApiClient(http).setBasePath(client.getBasePath()))
                    .getCode()
                    .execute();
            return Optional.empty();
        } catch (ApiException failure) {
            return failure.getCause() instanceof IOException broken ? Optional.of(describe(broken)) : Optional.empty();
        } catch (JsonParseException brokenOff) {
            return Optional.of("its answer broke off");
        } finally {
            http.connectionPool().evictAll();
        }
    }

    private static String describe(IOException broken) {
        return broken instanceof InterruptedIOException
                ? "no word within " + NEWS_TIMEOUT.toSeconds() + " s"
                : String.valueOf(broken.getMessage());
    }
}
