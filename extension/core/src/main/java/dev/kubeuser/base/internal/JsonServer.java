package dev.kubeuser.base.internal;

import com.google.gson.JsonObject;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A server of this process that the API server asks, by TLS alone, and that answers in JSON. An authority that is made for
 * it signs its certificate, and nothing else. Its threads are daemons. Thread-safe.
 */
public final class JsonServer implements AutoCloseable {

    private final HttpsServer server;
    private final ServingCertificate certificate;
    private final String name;

    /** Without a limit: each open connection takes a thread, and a late answer keeps its own. */
    private final ExecutorService threads;

    private JsonServer(HttpsServer server, ServingCertificate certificate, String name) {
        this.server = server;
        this.certificate = certificate;
        this.name = name;
        this.threads = Executors.newCachedThreadPool(task -> daemon(task, name));
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

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Answers requests of a path, and of those below it, by {@link #answer}. */
    public void serve(String path, HttpHandler handler) {
        server.createContext(path, exchange -> {
            try (exchange) {
                handler.handle(exchange);
            }
        });
    }

    /** Begins to answer. The server's own thread is a daemon because the one that starts it is. */
    public void start() {
        server.setExecutor(threads);
        Thread starter = daemon(server::start, name + "-start");
        starter.start();
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
    }

    /** The address. */
    @Override
    public String toString() {
        return url("/");
    }
}
