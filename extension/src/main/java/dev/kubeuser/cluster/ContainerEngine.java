package dev.kubeuser.cluster;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;

/** The container engine that Testcontainers finds, if any. */
final class ContainerEngine {

    private static final Path SOCKET = Path.of("/var/run/docker.sock");
    private static final String WAYS_OUT = " Start Docker or an engine that speaks its API (DOCKER_HOST names another"
            + " one), or run without by kubeuser.cluster=embedded.";

    private ContainerEngine() {}

    /** Whether one answers. A machine without any trace of one is not asked, for asking takes a second. */
    static boolean answers() {
        return leavesTraces() && DockerClientFactory.instance().isDockerAvailable();
    }

    private static boolean leavesTraces() {
        Path home = Path.of(System.getProperty("user.home"));
        String runtime = Optional.ofNullable(System.getenv("XDG_RUNTIME_DIR")).orElse("/run/user/none");
        boolean unix = Files.exists(Path.of("/var/run"));
        return !unix
                || System.getenv("DOCKER_HOST") != null
                || Stream.of(
                                SOCKET,
                                Path.of(runtime, "docker.sock"),
                                Path.of(runtime, "podman", "podman.sock"),
                                home.resolve(".docker/run/docker.sock"),
                                home.resolve(".docker/desktop/docker.sock"),
                                home.resolve(".testcontainers.properties"))
                        .anyMatch(Files::exists);
    }

    /** Fails with the reason if none answers. */
    static void require() {
        if (answers()) {
            return;
        }
        boolean noPermission = Files.exists(SOCKET) && !Files.isWritable(SOCKET);
        throw new ClusterException(
                noPermission
                        ? "The user " + System.getProperty("user.name") + " has no permission on " + SOCKET
                                + ", so k3s cannot be started. Add the user to the socket's group, or run without by"
                                + " kubeuser.cluster=embedded."
                        : "No container engine answers, so k3s cannot be started." + WAYS_OUT);
    }

    /** The address of the registry for images whose name has none, as the engine knows it. */
    static URI defaultRegistry() {
        String address = DockerClientFactory.lazyClient().infoCmd().exec().getIndexServerAddress();
        return URI.create(address == null ? "" : address);
    }
}
