// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.webhook;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;

/** The webhooks of an operator: no gadget named evil, a label on each, and v2 says so in its spec. */
final class GadgetWebhooks implements AutoCloseable {

    private final HttpsServer server;
    private final AtomicInteger reviews = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    GadgetWebhooks(WebhookEndpoint endpoint) throws IOException {
        this(endpoint.address(), endpoint.sslContext());
    }

    GadgetWebhooks(InetSocketAddress address, SSLContext certificate) throws IOException {
        server = HttpsServer.create(address, 0);
        server.setHttpsConfigurator(new HttpsConfigurator(certificate));
        server.setExecutor(threads); // the API server opens connections ahead, each of which takes a thread
        serve("/validate", GadgetWebhooks::validate);
        serve("/mutate", GadgetWebhooks::mutate);
        serve("/convert", GadgetWebhooks::convert);
        server.start();
    }

    /** How many reviews the API server asked for. */
    int reviews() {
        return reviews.get();
    }

    private void serve(String path, UnaryOperator<JsonObject> review) {
        server.createContext(path, exchange -> {
            reviews.incrementAndGet();
            answer(exchange, review);
        });
    }

    private static void answer(HttpExchange exchange, UnaryOperator<JsonObject> review) throws IOException {
        try (exchange) {
            String text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            JsonObject body = json(text);
            JsonObject request = body.getAsJsonObject("request");
            JsonObject response = review.apply(request);
            response.add("uid", request.get("uid"));
            body.remove("request");
            body.add("response", response);
            byte[] answer = body.toString().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    private static JsonObject json(String text) {
        return JsonParser.parseString(text).getAsJsonObject();
    }

    private static JsonObject validate(JsonObject request) {
        boolean isAllowed = !request.get("name").getAsString().equals("evil");
        return json("{\"allowed\": " + isAllowed + ", \"status\": {\"code\": 403, \"message\": \"no evil gadgets\"}}");
    }

    private static JsonObject mutate(JsonObject request) {
        String patch = "[{\"op\": \"add\", \"path\": \"/metadata/labels\", \"value\": {\"made\": \"here\"}}]";
        String encoded = Base64.getEncoder().encodeToString(patch.getBytes(StandardCharsets.UTF_8));
        return json("{\"allowed\": true, \"patchType\": \"JSONPatch\", \"patch\": \"" + encoded + "\"}");
    }

    private static JsonObject convert(JsonObject request) {
        JsonArray converted = new JsonArray();
        for (JsonElement each : request.getAsJsonArray("objects")) {
            JsonObject object = each.getAsJsonObject().deepCopy();
            object.add("apiVersion", request.get("desiredAPIVersion"));
            JsonObject spec = new JsonObject();
            spec.add("converted", request.get("desiredAPIVersion"));
            object.add("spec", spec);
            converted.add(object);
        }
        JsonObject response = json("{\"result\": {\"status\": \"Success\"}}");
        response.add("convertedObjects", converted);
        return response;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
