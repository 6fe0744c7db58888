// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.net.httpserver.HttpServer;
import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.ExistingOptions;
import dev.kubeuser.cluster.internal.ApiRequests;
import dev.kubeuser.question.AccessReviewException;
import dev.kubeuser.rbac.RoleReference;
import io.kubernetes.client.openapi.ApiException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster that may be production is asked for its policy and its version, and for nothing else. */
class ContextPolicyTest {

    private static final String RBAC = "/apis/rbac.authorization.k8s.io/v1/";

    @TempDir
    private Path directory;

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Map<String, String> answers = new ConcurrentHashMap<>(Map.of(
            "/version",
            "{\"gitVersion\": \"v1.36.9\"}",
            RBAC + "clusterroles",
            """
                    {"items": [{"metadata": {"name": "view"},
                      "rules": [{"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}]}]}""",
            RBAC + "clusterrolebindings",
            "{\"items\": []}",
            RBAC + "roles",
            "{\"items\": []}",
            RBAC + "rolebindings",
            "{\"items\": []}"));
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            requests.add(exchange.getRequestMethod() + " " + path);
            byte[] answer = answers.getOrDefault(path, "{\"kind\": \"Status\", \"reason\": \"Forbidden\"}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answers.containsKey(path) ? 200 : 403, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private ContextPolicy read() throws ApiException {
        return ContextPolicy.read(new ApiRequests(
                new OkHttpClient(),
                HttpUrl.get("http://127.0.0.1:" + server.getAddress().getPort())));
    }

    @Test
    void only_five_requests_are_sent_and_none_writes() throws ApiException {
        ContextPolicy read = read();

        assertThat(read.version()).isEqualTo("v1.36.9");
        assertThat(read.policy().role(RoleReference.clusterRole("view"))).isPresent();
        assertThat(requests)
                .containsExactlyInAnyOrder(
                        "GET /version",
                        "GET " + RBAC + "clusterroles",
                        "GET " + RBAC + "clusterrolebindings",
                        "GET " + RBAC + "roles",
                        "GET " + RBAC + "rolebindings");
    }

    @Test
    void what_the_cluster_refuses_is_told() {
        answers.remove(RBAC + "roles");

        assertThatExceptionOfType(AccessReviewException.class)
                .isThrownBy(() -> read())
                .withMessageContaining("Listing all roles");
    }

    @Test
    void a_context_or_a_kubeconfig_that_is_missing_is_told() throws IOException {
        Path kubeconfig = Files.writeString(directory.resolve("kubeconfig"), "{kind: Config, contexts: []}");

        assertThatExceptionOfType(ClusterException.class)
                .isThrownBy(() -> ContextPolicy.read(ExistingOptions.of(kubeconfig, "prod")))
                .withMessageContaining("There is no context \"prod\"");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ContextPolicy.read(ExistingOptions.of("", "prod")))
                .withMessageContaining("--kubeconfig");
    }
}
