// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** Answers as a container engine that creates no container, and has no image or every one. */
final class EmptyEngine implements AutoCloseable {

    private static final String INFO = """
            {"ServerVersion": "20.10.24", "OperatingSystem": "none", "OSType": "linux", "MemTotal": 8589934592,
             "IndexServerAddress": "https://localhost:1/v1/"}""";
    private static final String VERSION = "{\"Version\": \"20.10.24\", \"ApiVersion\": \"1.41\"}";

    private final HttpServer server;

    /** If it has images, it fails to create containers of them. */
    EmptyEngine(boolean hasImages) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> answer(exchange, hasImages));
        server.start();
    }

    String address() {
        return "tcp://127.0.0.1:" + server.getAddress().getPort();
    }

    private static void answer(HttpExchange exchange, boolean hasImages) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (path.endsWith("/_ping")) {
            send(exchange, 200, "OK");
        } else if (path.endsWith("/info")) {
            send(exchange, 200, INFO);
        } else if (path.endsWith("/version")) {
            send(exchange, 200, VERSION);
        } else if (path.endsWith("/images/json")) {
            send(exchange, 200, "[]");
        } else if (hasImages && path.contains("/images/") && path.endsWith("/json")) {
            send(exchange, 200, "{\"Id\": \"sha256:0\"}");
        } else if (path.endsWith("/containers/create")) {
            send(exchange, 500, "{\"message\": \"no space left on device\"}");
        } else if (path.endsWith("/images/create")) {
            send(exchange, 500, "{\"message\": \"no such host\"}");
        } else {
            send(exchange, 404, "{\"message\": \"No such image\"}");
        }
    }

    private static void send(HttpExchange exchange, int code, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(code, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
