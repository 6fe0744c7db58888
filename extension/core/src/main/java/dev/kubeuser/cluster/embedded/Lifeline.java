package dev.kubeuser.cluster.embedded;

import dev.kubeuser.base.internal.Deadline;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.cluster.ClusterException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A connection to a control plane that several JVMs share. The control plane runs while at least one JVM is connected.
 * The kernel closes the connection when this JVM or the control plane ends for any reason. Thread-safe.
 */
final class Lifeline implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Pattern USER = Pattern.compile("user-[0-9]+");
    private static final int LONGEST_LINE = 4096;

    private final SocketChannel channel;
    private final Path directory;
    private boolean cut;

    private Lifeline(SocketChannel channel, Path directory) {
        this.channel = channel;
        this.directory = directory;
    }

    /**
     * Connects; empty if nothing listens, or if the control plane is ending and closes the connection at once.
     *
     * @param socket where the control plane listens
     * @param files the control plane's directory
     * @throws ClusterException if the control plane names a directory for this JVM that is not in its own: this JVM
     *     writes to it and removes it
     */
    static Optional<Lifeline> connect(Path socket, Path files) {
        try {
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            Optional<Lifeline> welcome = Optional.empty();
            try {
                channel.connect(UnixDomainSocketAddress.of(socket));
                channel.configureBlocking(false);
                welcome = readLine(channel).map(line -> new Lifeline(channel, directory(line, files)));
                return welcome;
            } finally {
                if (welcome.isEmpty()) {
                    channel.close();
                }
            }
        } catch (IOException nobodyListens) {
            return Optional.empty();
        }
    }

    private static Path directory(String line, Path files) {
        try {
            Path named = Path.of(line);
            if (files.equals(named.getParent())
                    && USER.matcher(String.valueOf(named.getFileName())).matches()) {
                return named;
            }
        } catch (InvalidPathException garbled) {
            // It names nothing.
        }
        throw new ClusterException("The shared control plane in " + files + " cannot be used: it gives this JVM the"
                + " directory " + Printable.text(line)
                + ", which is not its own. End it with kubeuser cleanup, or remove"
                + " the directory.");
    }

    /** Reads the control plane's only line, which names the directory. */
    private static Optional<String> readLine(SocketChannel channel) throws IOException {
        ByteBuffer line = ByteBuffer.allocate(LONGEST_LINE);
        Deadline deadline = Deadline.in(TIMEOUT);
        while (!deadline.hasPassed() && line.hasRemaining()) {
            awaitNews(channel, TIMEOUT);
            if (channel.read(line) < 0) {
                return Optional.empty();
            }
            String text = new String(line.array(), 0, line.position(), StandardCharsets.UTF_8);
            if (text.endsWith("\n")) {
                return Optional.of(text.stripTrailing());
            }
        }
        return Optional.empty();
    }

    private static void awaitNews(SocketChannel channel, Duration timeout) throws IOException {
        try (Selector selector = Selector.open()) {
            channel.register(selector, SelectionKey.OP_READ);
            selector.select(timeout.toMillis());
        }
    }

    /** A directory for this JVM alone, which the control plane removes when the connection ends. */
    Path directory() {
        return directory;
    }

    /** Whether the control plane has ended. Waits up to the timeout to find out. */
    synchronized boolean isCut(Duration timeout) {
        try {
            if (!cut) {
                awaitNews(channel, timeout);
                cut = channel.read(ByteBuffer.allocate(1)) < 0;
            }
        } catch (IOException broken) {
            cut = true;
        }
        return cut;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException alreadyBroken) {
            cut = true;
        }
    }
}
