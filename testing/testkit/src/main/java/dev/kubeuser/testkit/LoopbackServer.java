// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An HTTP server on the loopback address, which does what servers of others do. */
public final class LoopbackServer implements AutoCloseable {

    /** What it does with a request; it is interrupted when the server is closed. */
    public interface Answer {
        void to(HttpExchange exchange) throws IOException, InterruptedException;
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    private LoopbackServer(HttpServer server) {
        this.server = server;
    }

    /** Starts a server that answers 404 at all paths except those added by {@link #at}. */
    public static LoopbackServer start() throws IOException {
        LoopbackServer loopback =
                new LoopbackServer(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
        loopback.server.setExecutor(loopback.threads);
        loopback.server.start();
        return loopback;
    }

    /** What it does at paths that begin so. */
    public LoopbackServer at(String path, Answer answer) {
        server.createContext(path, exchange -> {
            try (exchange) {
                answer.to(exchange);
            } catch (InterruptedException closed) {
                Thread.currentThread().interrupt();
            }
        });
        return this;
    }

    /** Answers byte by byte without end, so that no read times out. */
    public static void drip(HttpExchange exchange) throws IOException, InterruptedException {
        exchange.sendResponseHeaders(200, 0);
        while (true) {
            exchange.getResponseBody().write(' ');
            exchange.getResponseBody().flush();
            Thread.sleep(100);
        }
    }

    public String authority() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
