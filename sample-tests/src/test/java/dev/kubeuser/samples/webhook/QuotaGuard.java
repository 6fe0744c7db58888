// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.webhook;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/** The operator's webhook: a quota has to have a name that ends with -quota. */
final class QuotaGuard implements AutoCloseable {

    private final HttpsServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    QuotaGuard(InetSocketAddress address, SSLContext certificate) throws IOException {
        server = HttpsServer.create(address, 0);
        server.setHttpsConfigurator(new HttpsConfigurator(certificate));
        server.setExecutor(threads); // the API server opens connections ahead, each of which takes a thread
        server.createContext("/validate", QuotaGuard::validate);
        server.start();
    }

    private static void validate(HttpExchange exchange) throws IOException {
        try (exchange) {
            String text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            JsonObject review = JsonParser.parseString(text).getAsJsonObject();
            JsonObject request = review.getAsJsonObject("request");
            boolean isAllowed = request.get("name").getAsString().endsWith("-quota");
            review.add("response", answer(request, isAllowed));
            byte[] body = review.toString().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static JsonObject answer(JsonObject request, boolean isAllowed) {
        JsonObject answer = new JsonObject();
        answer.add("uid", request.get("uid"));
        answer.addProperty("allowed", isAllowed);
        if (!isAllowed) {
            JsonObject status = new JsonObject();
            status.addProperty("code", 403);
            status.addProperty("message", "the name has to end with -quota");
            answer.add("status", status);
        }
        return answer;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
