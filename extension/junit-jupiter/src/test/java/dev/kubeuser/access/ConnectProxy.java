// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.access;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A proxy that only tunnels (HTTP CONNECT), and remembers where to. */
final class ConnectProxy implements AutoCloseable {

    private final ServerSocket server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<String> targets = ConcurrentHashMap.newKeySet();

    private ConnectProxy(ServerSocket server) {
        this.server = server;
    }

    static ConnectProxy start() throws IOException {
        ConnectProxy proxy = new ConnectProxy(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        Future<Void> unused = proxy.threads.submit(proxy::accept);
        return proxy;
    }

    int port() {
        return server.getLocalPort();
    }

    Set<String> targets() {
        return targets;
    }

    /** Until it is closed. */
    private Void accept() throws IOException {
        while (true) {
            Socket client = server.accept();
            Future<Long> unused = threads.submit(() -> tunnel(client));
        }
    }

    /** Until one side ends. */
    private long tunnel(Socket client) throws IOException {
        String target = target(client.getInputStream());
        targets.add(target);
        URI address = URI.create("tcp://" + target);
        try (client;
                Socket upstream = new Socket(address.getHost(), address.getPort())) {
            client.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            Future<Long> unused = threads.submit(() -> upstream.getInputStream().transferTo(client.getOutputStream()));
            return client.getInputStream().transferTo(upstream.getOutputStream());
        }
    }

    /** Reads the request's head, byte by byte so that nothing of the tunnel is taken with it. */
    private static String target(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.read());
        }
        return head.substring("CONNECT ".length(), head.indexOf(" HTTP"));
    }

    @Override
    public void close() throws IOException {
        server.close();
        threads.shutdownNow();
    }
}
