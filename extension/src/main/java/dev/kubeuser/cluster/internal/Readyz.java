package dev.kubeuser.cluster.internal;

import io.kubernetes.client.openapi.ApiClient;
import java.io.IOException;
import java.time.Duration;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Asks an API server whether it is ready, as whoever the client acts for.
 *
 * @see <a href="https://kubernetes.io/docs/reference/using-api/health-checks/">Kubernetes API health endpoints</a>
 */
public record Readyz(ApiClient client) {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** Fails with the server's answer if it is not. */
    public void require() throws IOException {
        var http = client.getHttpClient().newBuilder().callTimeout(PATIENCE).build();
        Request readyz =
                new Request.Builder().url(client.getBasePath() + "/readyz").build();
        try (Response response = http.newCall(readyz).execute()) {
            if (!response.isSuccessful()) {
                throw new IOException(
                        "/readyz: " + response.code() + " " + response.body().string());
            }
        }
    }
}
