// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.auth.internal;

import com.google.gson.JsonObject;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.kubeuser.base.internal.Daemon;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A server of this process that the API server asks, by TLS alone, and that answers in JSON. An authority that is made
 * for it signs its certificate, and nothing else. Its threads are daemons. Thread-safe.
 */
public final class JsonServer implements AutoCloseable {

    /**
     * Each request that is being sent takes one, and a late answer keeps its own. Any process on this machine can
     * connect.
     */
    private static final int MAX_THREADS = 64;

    private static final long SECONDS_TO_SEND = 5;
    private static final int NOT_FOUND = 404;
    private static final int NOT_ALLOWED = 405;

    private final HttpsServer server;
    private final ServingCertificate certificate;
    private final String name;

    private final ExecutorService threads;
    private final ScheduledExecutorService clock;
    private final Map<Thread, ScheduledFuture<?>> limits = new ConcurrentHashMap<>();

    private JsonServer(HttpsServer server, ServingCertificate certificate, String name) {
        this.server = server;
        this.certificate = certificate;
        this.name = name;
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                MAX_THREADS,
                MAX_THREADS,
                SECONDS_TO_SEND,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                task -> Daemon.of(name, task));
        pool.allowCoreThreadTimeOut(true);
        this.threads = pool;
        // A request that comes while the server closes needs no limit.
        this.clock = new ScheduledThreadPoolExecutor(
                1, task -> Daemon.of(name + "-clock", task), new ThreadPoolExecutor.DiscardPolicy());
    }

    /**
     * Opens a free port. It does not answer until it is started.
     *
     * @param host the address to listen on
     * @param name the name of its threads
     */
    public static JsonServer open(InetAddress host, String name) throws IOException {
        ServingCertificate certificate = ServingCertificate.issue(host);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(host, 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(certificate.sslContext()));
        return new JsonServer(server, certificate, name);
    }

    /** Answers requests of a method and a path by {@link #answer}. */
    public void serve(String method, String path, HttpHandler handler) {
        server.createContext(path, exchange -> {
            try (exchange) {
                endLimit();
                if (!exchange.getRequestURI().getPath().equals(path)) {
                    exchange.sendResponseHeaders(NOT_FOUND, -1);
                } else if (!exchange.getRequestMethod().equals(method)) {
                    exchange.getResponseHeaders().set("Allow", method);
                    exchange.sendResponseHeaders(NOT_ALLOWED, -1);
                } else {
                    handler.handle(exchange);
                }
            }
        });
    }

    /** Interrupts who does not send a request to its end in time, which closes the connection. */
    private void limited(Runnable exchange) {
        Thread sending = Thread.currentThread();
        limits.put(sending, clock.schedule(sending::interrupt, SECONDS_TO_SEND, TimeUnit.SECONDS));
        try {
            exchange.run();
        } finally {
            endLimit();
            boolean unused = Thread.interrupted();
        }
    }

    private void endLimit() {
        ScheduledFuture<?> limit = limits.remove(Thread.currentThread());
        if (limit != null) {
            limit.cancel(false);
        }
    }

    /** Begins to answer. The server's own thread is a daemon because the one that starts it is. */
    public void start() {
        server.setExecutor(exchange -> threads.execute(() -> limited(exchange)));
        Thread starter = Daemon.start(name + "-start", server::start);
        try {
            starter.join();
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
        }
    }

    /** Sends an answer. */
    public static void answer(HttpExchange exchange, int code, JsonObject document) throws IOException {
        byte[] json = document.toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(code, json.length);
        try (OutputStream body = exchange.getResponseBody()) {
            body.write(json);
        }
    }

    /** Where it listens, as host and port. */
    public String address() {
        InetSocketAddress address = server.getAddress();
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    /** Where a path is. */
    public String url(String path) {
        return "https://" + address() + path;
    }

    /** The authority of its certificate, in PEM. */
    public String authorityPem() {
        return certificate.authorityPem();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        clock.shutdownNow();
    }

    /** The address. */
    @Override
    public String toString() {
        return url("/");
    }
}
