// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.k3s;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.Channel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A socket at which this machine's container engine answers: an engine that can be made to die, or to fall silent. */
final class EngineRelay implements AutoCloseable {

    private final Path engine;
    private final Path directory = Files.createTempDirectory("relay");
    private final Path socket = directory.resolve("docker.sock");
    private final ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    private final Queue<Channel> open = new ConcurrentLinkedQueue<>();
    private volatile boolean isSilent;
    private volatile String last = "";

    private EngineRelay(Path engine) throws IOException {
        this.engine = engine;
        server.bind(UnixDomainSocketAddress.of(socket));
    }

    static EngineRelay to(Path engine) throws IOException {
        EngineRelay relay = new EngineRelay(engine);
        startThread(relay::accept);
        return relay;
    }

    String address() {
        return "unix://" + socket;
    }

    /** The same as soon as somebody sends a request with this in it. */
    void fallSilentAt(String request) {
        last = request;
    }

    /** From now on it is as an engine that was stopped: it takes connections and requests, and answers nothing. */
    void fallSilent() {
        isSilent = true;
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel client = server.accept();
                SocketChannel there = SocketChannel.open(UnixDomainSocketAddress.of(engine));
                open.add(client);
                open.add(there);
                startThread(() -> pump(client, there));
                startThread(() -> pump(there, client));
            }
        } catch (IOException closed) {
            return;
        }
    }

    /** Until one side ends; then both have. */
    private void pump(ByteChannel from, ByteChannel to) {
        try (from;
                to) {
            ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
            while (from.read(buffer) >= 0) {
                buffer.flip();
                if (!last.isEmpty()
                        && ISO_8859_1.decode(buffer.duplicate()).toString().contains(last)) {
                    fallSilent();
                }
                while (!isSilent && buffer.hasRemaining()) {
                    to.write(buffer);
                }
                buffer.clear();
            }
        } catch (IOException closed) {
            return;
        }
    }

    private static void startThread(Runnable task) {
        Thread thread = new Thread(task, "engine-relay");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        die();
    }

    void die() throws IOException {
        server.close();
        Files.deleteIfExists(socket);
        Files.deleteIfExists(directory);
        for (Channel channel : open) {
            channel.close();
        }
    }
}
