package dev.kubeuser.cluster.k3s;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The container engine that the environment variable DOCKER_HOST names. If it does not answer Testcontainers would go on to
 * others, and containers would run where nobody asked for them.
 *
 * @param address as in {@code tcp://host:2375} or {@code unix:///run/docker.sock}
 */
record NamedEngine(URI address) {

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    static Optional<NamedEngine> ofEnvironment() {
        return Optional.ofNullable(System.getenv("DOCKER_HOST"))
                .filter(text -> !text.isBlank())
                .map(text -> new NamedEngine(URI.create(text.strip())));
    }

    /** The file of its socket, if it has one. */
    Optional<Path> socket() {
        return Optional.of(address)
                .filter(uri -> "unix".equals(uri.getScheme()))
                .map(URI::getPath)
                .map(Path::of);
    }

    /** False if it surely does not answer. */
    boolean mayAnswer() {
        return socket().map(Files::isWritable).orElseGet(this::listens);
    }

    private boolean listens() {
        if (address.getHost() == null || address.getPort() < 0) {
            return true;
        }
        try (Socket connection = new Socket()) {
            connection.connect(new InetSocketAddress(address.getHost(), address.getPort()), (int) PATIENCE.toMillis());
            return true;
        } catch (IOException silent) {
            return false;
        }
    }
}
