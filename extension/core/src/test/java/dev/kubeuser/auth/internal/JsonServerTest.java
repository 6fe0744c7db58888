// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.auth.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.kubernetes.client.openapi.ApiClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Whoever is on this machine may connect to what the API server is to ask. */
class JsonServerTest {

    private static final int MORE_THAN_THREADS = 100;

    @AutoClose
    private JsonServer server;

    private String name;
    private OkHttpClient client;

    @BeforeEach
    void there_is_a_server(TestInfo test) throws IOException {
        name = "json-server-" + test.getDisplayName();
        server = JsonServer.open(InetAddress.getLoopbackAddress(), name);
        server.serve(
                "GET", "/keys", exchange -> JsonServer.answer(exchange, HttpURLConnection.HTTP_OK, new JsonObject()));
        server.start();
        client = new ApiClient()
                .setSslCaCert(new ByteArrayInputStream(server.authorityPem().getBytes(StandardCharsets.US_ASCII)))
                .getHttpClient();
    }

    private int status(String method, String path) throws IOException {
        RequestBody body = method.equals("POST") ? RequestBody.create("", null) : null;
        Request request =
                new Request.Builder().url(server.url(path)).method(method, body).build();
        try (Response response = client.newCall(request).execute()) {
            return response.code();
        }
    }

    @Test
    void one_method_and_one_path_are_answered() throws Exception {
        assertThat(status("GET", "/keys")).isEqualTo(200);
        assertThat(status("GET", "/keys?timeout=5s")).isEqualTo(200);
        assertThat(status("POST", "/keys")).isEqualTo(405);
        assertThat(status("GET", "/keysXYZ")).isEqualTo(404);
        assertThat(status("GET", "/keys/1")).isEqualTo(404);
        assertThat(status("GET", "/")).isEqualTo(404);
    }

    @Test
    void connections_that_send_nothing_end() throws Exception {
        List<Socket> silent = new ArrayList<>();
        try {
            while (silent.size() < MORE_THAN_THREADS) {
                Socket socket = new Socket(
                        InetAddress.getLoopbackAddress(),
                        URI.create(server.url("/")).getPort());
                silent.add(socket);
                socket.getOutputStream().write(22);
            }
            assertThat(status("GET", "/keys")).isEqualTo(200);
            assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(thread -> thread.getName().equals(name))
                    .hasSizeLessThanOrEqualTo(64);
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }
}
