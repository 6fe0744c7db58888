// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.testkit.LoopbackServer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two plain HTTP servers: one has the API server's address, the other is foreign and must not see a credential. */
class AuthHeadersTest {

    private static final Headers CREDENTIAL = Headers.of(
            "Authorization", "Bearer secret", "Impersonate-User", "alice", "Impersonate-Group", "developers");

    private final List<String> seenByApiServer = new CopyOnWriteArrayList<>();
    private final List<String> seenByForeign = new CopyOnWriteArrayList<>();

    @AutoClose
    private LoopbackServer apiServer;

    @AutoClose
    private LoopbackServer foreign;

    private OkHttpClient client;

    @BeforeEach
    void start() throws IOException {
        foreign = serve(seenByForeign);
        apiServer = serve(seenByApiServer);
        Endpoint endpoint = new Endpoint(url(apiServer, "/"), "127.0.0.1", List.of(), null);
        client = new AuthHeaders(endpoint, () -> CREDENTIAL)
                .addTo(new OkHttpClient.Builder())
                .build();
    }

    /** Tells the credential that arrived; each {@code away} redirects to what is not the API server. */
    private LoopbackServer serve(List<String> seen) throws IOException {
        return LoopbackServer.start().at("/", exchange -> {
            CREDENTIAL
                    .names()
                    .forEach(name -> exchange.getRequestHeaders()
                            .getOrDefault(name, List.of())
                            .forEach(value -> seen.add(name + ": " + value)));
            Map<String, String> redirects =
                    Map.of("/away", url(foreign, "/there").toString(), "/cluster/away", "/of-another-cluster");
            String target = redirects.get(exchange.getRequestURI().getPath());
            if (target != null) {
                exchange.getResponseHeaders().set("Location", target);
            }
            exchange.sendResponseHeaders(target == null ? 204 : 307, -1);
        });
    }

    private static HttpUrl url(LoopbackServer server, String path) {
        return HttpUrl.get("http://" + server.authority() + path);
    }

    private int get(Request.Builder request) throws IOException {
        try (Response response = client.newCall(request.build()).execute()) {
            return response.code();
        }
    }

    @Test
    void api_server_sees_the_credential() throws IOException {
        assertThat(get(new Request.Builder().url(url(apiServer, "/api")))).isEqualTo(204);
        assertThat(seenByApiServer)
                .containsExactlyInAnyOrder(
                        "Authorization: Bearer secret", "Impersonate-User: alice", "Impersonate-Group: developers");
    }

    @Test
    void foreign_server_does_not() throws IOException {
        assertThat(get(new Request.Builder().url(url(foreign, "/api")))).isEqualTo(204);
        assertThat(seenByForeign).isEmpty();
    }

    @Test
    void nor_does_it_after_a_redirect() throws IOException {
        assertThat(get(new Request.Builder().url(url(apiServer, "/away")))).isEqualTo(204);
        assertThat(seenByApiServer).hasSize(3);
        assertThat(seenByForeign).isEmpty();
    }

    /** Several API servers may be behind one host. A token that was renewed after it was sent must not stay. */
    @Test
    void nor_does_another_path_of_the_host_if_the_credential_was_renewed_in_between() throws IOException {
        AtomicInteger renewals = new AtomicInteger();
        Endpoint endpoint = new Endpoint(url(apiServer, "/cluster/"), "127.0.0.1", List.of(), null);
        AuthHeaders user = new AuthHeaders(endpoint, () -> Headers.of("Impersonate-User", "alice"));
        AuthHeaders renewed =
                new AuthHeaders(endpoint, () -> AuthHeaders.bearer("secret-" + renewals.incrementAndGet()));
        client = user.addTo(renewed.addTo(new OkHttpClient.Builder())).build();
        assertThat(get(new Request.Builder().url(url(apiServer, "/cluster/away"))))
                .isEqualTo(204);
        assertThat(seenByApiServer)
                .containsExactlyInAnyOrder("Authorization: Bearer secret-1", "Impersonate-User: alice");
    }

    @Test
    void what_the_caller_sends_to_a_foreign_server_arrives() throws IOException {
        assertThat(get(new Request.Builder().url(url(foreign, "/api")).header("Authorization", "Basic own")))
                .isEqualTo(204);
        assertThat(seenByForeign).containsExactly("Authorization: Basic own");
    }
}
