package dev.kubeuser.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.Channel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** An address at which this machine's container engine answers until it dies: an engine that can be made to die. */
public final class EngineRelay implements AutoCloseable {

    private final Path engine;
    private final ServerSocketChannel server = ServerSocketChannel.open();
    private final Queue<Channel> open = new ConcurrentLinkedQueue<>();

    private EngineRelay(Path engine) throws IOException {
        this.engine = engine;
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    public static EngineRelay to(Path engine) throws IOException {
        EngineRelay relay = new EngineRelay(engine);
        startThread(relay::accept);
        return relay;
    }

    public String address() throws IOException {
        return "tcp:/" + server.getLocalAddress();
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
    private static void pump(ByteChannel from, ByteChannel to) {
        try (from;
                to) {
            ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
            while (from.read(buffer) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
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

    public void die() throws IOException {
        server.close();
        for (Channel channel : open) {
            channel.close();
        }
    }
}
