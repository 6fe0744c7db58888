// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.k3s;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A registry on the loopback address, from which the container engine gets no image. */
final class AwkwardRegistry implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closed = new CountDownLatch(1);

    private AwkwardRegistry() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
    }

    /** Takes requests and never answers. */
    static AwkwardRegistry hanging() throws IOException {
        AwkwardRegistry registry = new AwkwardRegistry();
        registry.answer("/", exchange -> registry.pause(TimeUnit.HOURS.toMillis(1)));
        return registry;
    }

    /** Answers one byte after the other, so that an engine never gives it up. */
    static AwkwardRegistry dripping() throws IOException {
        AwkwardRegistry registry = new AwkwardRegistry();
        registry.answer("/v2/", exchange -> registry.drip(exchange));
        return registry;
    }

    private interface Answer {
        void to(HttpExchange exchange) throws IOException, InterruptedException;
    }

    private void answer(String path, Answer answer) {
        server.createContext(path, exchange -> {
            try (exchange) {
                answer.to(exchange);
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
    }

    private void drip(HttpExchange exchange) throws IOException, InterruptedException {
        if (exchange.getRequestURI().getPath().equals("/v2/")) {
            send(exchange, 200, "{}");
            return;
        }
        exchange.getResponseHeaders().set("Content-Type", "application/vnd.docker.distribution.manifest.v2+json");
        exchange.sendResponseHeaders(200, 0);
        OutputStream body = exchange.getResponseBody();
        while (!pause(200)) {
            body.write(' ');
            body.flush();
        }
    }

    /** Returns whether it was closed meanwhile. */
    private boolean pause(long millis) throws InterruptedException {
        return closed.await(millis, TimeUnit.MILLISECONDS);
    }

    private static void send(HttpExchange exchange, int code, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(code, body.length);
        exchange.getResponseBody().write(body);
    }

    /** The name of an image in it. */
    String image(String name) {
        return "127.0.0.1:" + server.getAddress().getPort() + "/" + name;
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
